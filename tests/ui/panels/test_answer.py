"""Answers: the teaching head answers offline, and says what it cannot say."""

from explorer.tasks import answer as answers
from explorer.text import TextInput


def test_offline_the_shipped_head_says_what_the_library_says(visit):
    from explorer import teaching

    text, question = "The old tower was built in 1872 by Thomas Reed.", "Who built the tower?"
    app = visit("answer", text=text, answer_question=question)
    assert not app.warning
    found = answers.best(teaching.load("answer").run(TextInput(question, text)), n=1)[0]
    assert f"“{found.text}” (score {found.score:.4f})" in app.words()
    assert found.text == "Thomas Reed" and "always points somewhere" in app.words()
