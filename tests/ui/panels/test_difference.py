"""Difference: two texts, a mask or none, two models."""

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_differences_of_texts_masks_and_models(visit):
    app = visit("difference", **SOURCE, pair="The dog sat on the bank.")
    assert len(app.pictures()) == 3
    app = visit("difference", **SOURCE)
    assert "no second text yet" in app.words()
    assert "masked" not in app.words()
    app.segmented_control(key="runs_kind").set_value("Masked and unmasked").run()
    assert "masked" in app.words()
    app.segmented_control(key="runs_kind").set_value("Two models").run()
    assert "No second model is chosen" in app.words()
    app.selectbox(key="runs_model").set_value("folder:tiny-albert").run()
    assert "the same text in tiny-albert" in app.words()
    app.button(key="example_0").click().run()
    assert app.session_state["pair"].endswith("it was too wide.")
    assert len(app.pictures()) == 3


def change_between(weights, other) -> tuple[str, str]:
    """The words about the last layer's only head, from one made Trace to another."""
    from support.traces import make_trace

    from explorer.measures.comparison import align, attention_difference
    from explorer.ui.panels import difference

    first = make_trace(("[CLS]", "it", "was", "too", "tired", "[SEP]"), weights=weights)
    second = make_trace(("[CLS]", "it", "was", "too", "wide", "[SEP]"), weights=other)
    pairs = align(first, second)
    runs = difference.Runs(first, second, pairs, "the second text")
    change = attention_difference(first, second, pairs, (0, 0), (0, 0))
    return difference.sentences(runs, change, "layer 0, head 0")


def test_the_darkest_cell_is_named_too_where_it_lies_between_neighbours():
    import numpy as np

    before = np.full((1, 1, 6, 6), 1 / 6, np.float32)
    after = before.copy()
    after[0, 0, 3] = (0.1, 0.1, 0.1, 0.1, 0.6, 0.0)  # "too" to its neighbour
    after[0, 0, 1] = (0.1, 0.2, 0.2, 0.1, 0.4, 0.0)  # "it" to the word at the end
    shows, said = change_between(before, after)
    assert "(tired → wide)" in shows
    assert "not neighbours: “it” gives “tired → wide” 23 percentage points more" in said
    assert "The darkest cell: “too” gives “tired → wide” 43 percentage points more" in said
    after[0, 0, 3] = before[0, 0, 3]
    assert "no cell is darker" in change_between(before, after)[1]
    assert change_between(before, before)[1] == "Nothing changes in this head."
