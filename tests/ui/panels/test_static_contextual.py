"""Static and contextual: the sentence speaks of words, not of punctuation marks."""

from support.traces import make_trace

from explorer.ui.panels import static_contextual


def test_the_sentence_names_words_where_there_are_any():
    for names, said in (
        (["[CLS]", "'", "cat", ".", "[SEP]"], "“cat”"),
        (["[CLS]", "'", ".", "[SEP]"], "“'”"),
    ):
        trace = make_trace(names)
        sentence = static_contextual.kept_sentences(trace)[1]
        assert said in sentence
        assert said == "“'”" or ("“'”" not in sentence and "“.”" not in sentence)
