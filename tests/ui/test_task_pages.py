"""The pages of tasks: each with a checkpoint that fits, one that does not, and bad input."""

import pytest

CHOSEN = {
    "inside_pipeline": {"classify_model": "folder:classifier"},
    "fill_mask": {"fill_mask_model": "folder:filler"},
    "next_sentence": {"next_sentence_model": "folder:next"},
    "classify": {"classify_model": "folder:classifier"},
    "tag": {"entities_model": "folder:tagger"},
    "answer": {"answer_model": "folder:reader"},
}
OWN_TEXT = ("body_and_head", "batches", "anatomy")
TEXTS = {"text": "the cat sat on the bank", "pair": "it was old"}


@pytest.mark.parametrize("page", [*CHOSEN, *OWN_TEXT])
def test_a_page_draws_its_pictures_and_says_what_they_show(page, visit):
    app = visit(page, **TEXTS, **CHOSEN.get(page, {}))
    assert not app.warning
    assert app.pictures()
    opening = next(text for text in app.said("markdown") if len(text) > 40)
    assert any(word in opening.lower() for word in ("your", "taken apart", "sample sentences"))


@pytest.mark.parametrize("page", CHOSEN)
def test_a_checkpoint_without_the_head_is_named_and_nothing_is_predicted(page, visit):
    app = visit(page, **TEXTS, **dict.fromkeys(CHOSEN[page], "folder:body"))
    app.check_up()
    assert "its head would be random" in app.said("warning")[0]
    assert app.pictures() == []


@pytest.mark.parametrize(
    ("page", "link", "said"),
    [
        ("next_sentence", {"pair": ""}, "type the second sentence"),
        ("answer", {"answer_question": " "}, "no question yet"),
        ("classify", {"text": ""}, "type at least one word"),
    ],
)
def test_bad_input_gets_a_sentence(page, link, said, visit):
    app = visit(page, **{**TEXTS, **CHOSEN[page], **link})
    app.check_up()
    assert said in app.said("warning")[0]
