"""Tokens: what the tokenizer did, piece by piece."""


def test_the_page_shows_what_the_tokenizer_did(visit):
    app = visit("tokens", text="Tokenization!")
    frames = [frame.value for frame in app.dataframe]
    assert list(frames[0]["token"]) == ["[CLS]", "token", "##ization", "!", "[SEP]"]
    tried = next(frame for frame in frames if "tried" in frame)
    assert list(tried["tried"][tried["in the vocabulary"]]) == ["token", "##ization"]
    special = next(frame for frame in frames if "for" in frame)
    assert dict(zip(special["token"], special["id"], strict=True))["[MASK]"] == 103
    assert "capitals" in app.words()
