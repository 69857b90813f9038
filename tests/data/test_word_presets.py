"""Presets of "Word in context"."""

from explorer.data.published import published
from explorer.data.word_presets import presets
from explorer.measures.words import find_word


def test_every_preset_has_a_word_in_each_of_its_sentences(bundled):
    assert len(presets()) > 4
    for preset in presets():
        assert preset.sentences
        words = preset.words * (len(preset.sentences) if len(preset.words) == 1 else 1)
        for sentence, word in zip(preset.sentences, words, strict=True):
            assert find_word(bundled.run(sentence), word)


def test_published_pairs_follow_the_tokens_at_the_published_positions(bundled):
    pairs = published()["word_in_context"]["pairs"]
    given = [preset for preset in presets() if preset.published is not None]
    assert len(given) == len(pairs) == 4
    for preset, pair in zip(given, pairs, strict=True):
        assert preset.published == pair["cosine"]
        for word, (sentence, position) in zip(preset.words, (pair["a"], pair["b"]), strict=True):
            assert find_word(bundled.run(sentence), word)[0].tokens == (position,)


def test_the_note_says_which_number_belongs_to_another_token():
    noted = [preset for preset in presets() if "values of 'is'" in preset.look_for]
    assert [preset.published for preset in noted] == [0.01, 0.40]
