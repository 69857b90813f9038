"""Tokens: what the tokenizer did, piece by piece."""


def test_the_page_shows_what_the_tokenizer_did(visit):
    app = visit("tokens", text="Tokenization!")
    app.toggle(key="tokens_numbers").set_value(True).run()
    frames = [frame.value for frame in app.dataframe]
    assert list(frames[0]["token"]) == ["[CLS]", "token", "##ization", "!", "[SEP]"]
    tried = next(frame for frame in frames if "tried" in frame)
    assert list(tried["tried"][tried["in the vocabulary"]]) == ["token", "##ization"]
    special = next(frame for frame in frames if "for" in frame)
    assert dict(zip(special["token"], special["id"], strict=True))["[MASK]"] == 103
    assert "capitals" in app.words()


def test_a_word_cut_at_its_apostrophe_is_said_to_be_cut(visit):
    said = visit("tokens", text="The animal didn't sleep.").words()
    assert "reads your text of 4 words as 9 tokens" in said
    assert "“didn't” becomes didn + ' + t" in said
    assert "no word is split" in visit("tokens", text="The animal sleeps.").words()


def test_the_steps_open_on_the_word_that_splits_or_on_the_longest(visit):
    for text, word in (("The cat saw tokenization.", 3), ("The animal didn't sleep.", 1)):
        assert visit("tokens", text=text).selectbox(key="tokens_word").value == word
