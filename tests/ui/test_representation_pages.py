"""The pages of representations: each draws its pictures, and odd input does no harm."""

import pytest

PAGES = ("similarity", "layer_film", "static_contextual", "layer_statistics", "word_in_context",
         "sentences")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_page_draws_its_pictures_and_says_what_they_show(page, visit):
    app = visit(page, text="She sat on the bank.", pair="The bank opened.")
    assert not app.warning
    assert app.titles()
    assert len(app.words()) > 200


@pytest.mark.parametrize("page", PAGES)
def test_one_letter_markup_and_a_state_that_is_not_there_do_no_harm(page, visit):
    hostile = "</script><b>$x$"
    app = visit(page, text=hostile, pair="", sim_state="99", wc_text="a\nb", se_text=hostile)
    app.check_up()
    assert app.titles() or app.said()
    assert "<b>" not in " ".join(app.titles())
