"""Answers: the teaching head answers offline, and says what it cannot say."""

from explorer.tasks import answer as answers
from explorer.text import TextInput, percent


def test_offline_the_shipped_head_says_what_the_library_says(visit):
    from explorer import teaching

    text, question = "The old tower was built in 1872 by Thomas Reed.", "Who built the tower?"
    app = visit("answer", text=text, answer_question=question)
    assert not app.warning
    found = answers.best(teaching.load("answer").run(TextInput(question, text)), n=1)[0]
    assert f"“{found.text}” with {percent(found.score, 1)}" in app.words()
    assert found.text == "Thomas Reed" and "always gives an answer" in app.words()
    table = app.dataframe[0].value
    assert list(table.columns) == ["answer", "score"]
    assert list(table.iloc[0]) == [found.text, percent(found.score, 1)]
    drawn = [one.type for one in app.main]
    assert drawn.index("plotly_chart") < drawn.index(app.dataframe[0].type)
