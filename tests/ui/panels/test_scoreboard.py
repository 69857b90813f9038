"""The scoreboard: both numbers, their words, and what cannot be ranked is one sentence."""

from explorer.data import scoreboard


def test_the_methods_are_ranked_on_the_readers_text(visit):
    app = visit("scoreboard", text="The actors are wonderful.")
    assert "logit of “positive” minus “negative”" in app.words()
    assert "words of one text say little" in app.words()
    assert len(app.pictures()) == 3
    app.selectbox(key="board_measure").set_value("rank correlation").run()
    assert len(app.pictures()) == 3
    app.selectbox(key="board_what").set_value("similarity").run()
    assert "The cosine similarity is" in app.words()
    one = visit("scoreboard", text="Wonderful")
    assert "A text of one word has nothing to rank" in one.words()
    assert not one.exception


def test_a_long_text_is_asked_for_first(visit):
    app = visit("scoreboard", text="the cat sat " * 20)
    assert "Rank the methods" in [button.label for button in app.button]
    assert len(app.pictures()) == 1


def test_the_shipped_table_says_how_it_was_made():
    board = scoreboard.scoreboard()
    assert board["seed"] == 0
    assert len(board["sha256"]) == 64
    assert list(board["tasks"]) == ["sentiment", "part of speech", "next sentence", "similarity"]
    counts = {entry["n"] for entry in board["tasks"].values()}
    assert len(counts) == 1
    assert counts.pop() >= 20
    for entry in board["tasks"].values():
        for figures in entry["methods"].values():
            assert all(low <= mean <= high for mean, low, high in figures.values())
        for measure in ("deletion", "insertion"):  # nothing is worse than a reversed sign
            means = {name: figures[measure][0] for name, figures in entry["methods"].items()}
            assert means["DecompX"] > means["random order"]


def test_who_comes_before_whom_by_the_interval_of_the_difference():
    one, other, third = ({"deletion": ends} for ends in ([2, 1, 3], [-2, -3, -1], [0, -1, 1]))
    tasks = {
        name: {"differences": {"A - B": ends}}
        for name, ends in (("x", one), ("y", other), ("z", third))
    }
    found = scoreboard.compared({"tasks": tasks}, "A - B")
    assert found == {"x": "before", "y": "behind", "z": "undecided"}
