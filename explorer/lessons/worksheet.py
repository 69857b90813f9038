"""Lessons on paper: a worksheet with questions and blanks, its key, and plans of several lessons.

The worksheet asks first; the pictures stand on pages of their own behind the questions.
"""

from __future__ import annotations

from collections.abc import Iterator

from explorer.lessons import answering, drawing
from explorer.lessons.answering import Model
from explorer.lessons.card import MODEL_LABEL, Lesson, Step
from explorer.lessons.paper import Blank, Block, Heading, Options, Paper, Text
from explorer.measures.words import words

WHY_LINES = 2
OWN_LINES = 3


def worksheet(lesson: Lesson, model: Model) -> Paper:
    """What a student gets: questions with blanks first, then the pictures."""
    blocks: list[Block] = [Text(lesson.aim), Text(f"{lesson.minutes} minutes.", "small")]
    for number, step in enumerate(lesson.steps, start=1):
        blocks += _asked(number, step, model)
    blocks += _pictures(lesson, model)
    return Paper(lesson.title, tuple(blocks), _foot(lesson), named=True)


def key(lesson: Lesson, model: Model) -> Paper:
    """What a lecturer gets: the answers as the model computes them, why, and what to say."""
    blocks: list[Block] = [Text(lesson.aim)]
    for one in lesson.misconceptions:
        source = f" ({one.source})" if one.source else ""
        blocks.append(Text(f"Aims at: {one.says}{source}", "small"))
    seen: set[tuple[object, ...]] = set()
    for number, step in enumerate(lesson.steps, start=1):
        blocks += [Heading(f"{number}. {step.title}"), *_texts(step)]
        blocks += [Text(step.question.ask, "strong"), *_answered(step, model)]
        blocks.append(Text(f"To say: {step.notes}", "small"))
        again = step.question.kind == "own" or drawing.shows(step) in seen
        shown = None if again else drawing.drawn(step, model)
        seen.add(drawing.shows(step))
        if shown is not None:
            blocks.append(shown)
    return Paper(f"{lesson.title} — key", tuple(blocks), _foot(lesson))


def _asked(number: int, step: Step, model: Model) -> Iterator[Block]:
    yield Heading(f"{number}. {step.title}")
    yield Text(step.text)
    yield from _texts(step)
    yield Text(step.question.ask, "strong")
    yield from _room(step, model)


def _texts(step: Step) -> list[Block]:
    return _read(step.view.text, step.view.pair)


def _read(*texts: str) -> list[Block]:
    """Texts to read, each line of its own: a page may show several."""
    return [Text(line, "read") for text in texts for line in text.split("\n") if line]


def _room(step: Step, model: Model) -> Iterator[Block]:
    """Where the answer goes: boxes to tick, or lines."""
    asked = step.question
    if asked.kind == "choice":
        yield Options(asked.options)
    elif asked.kind == "word":
        text = model.trace(step.view.text, step.view.pair)
        yield Options(tuple(dict.fromkeys(word.text for word in words(text))))
    elif asked.kind == "own":
        yield Blank(OWN_LINES)
        return
    else:
        yield Text(f"My prediction: __________{asked.unit}")
    yield Text("Why do you think so?", "small")
    yield Blank(WHY_LINES)


def _answered(step: Step, model: Model) -> Iterator[Block]:
    asked = step.question
    if asked.kind == "own":
        yield Text("One that works:", "small")
        yield from _read(asked.solution, asked.solution_pair)
        found = answering.judge(step, model, asked.solution, asked.solution_pair)
    else:
        found = answering.answer(step, model)
        if asked.kind == "choice":
            value = found.value
            right = value if isinstance(value, str) else answering.nearest(asked.options, value)
            yield Options(asked.options, right)
        yield Text(f"The model: {answering.shown(asked, found.value)}", "strong")
    yield Text(answering.explained(step, found))


def _pictures(lesson: Lesson, model: Model) -> list[Block]:
    """The pictures of the steps, each once, on pages behind the questions."""
    blocks: list[Block] = []
    seen = set()
    for number, step in enumerate(lesson.steps, start=1):
        shown = None if drawing.shows(step) in seen else drawing.drawn(step, model)
        if shown is None:
            continue
        seen.add(drawing.shows(step))
        title = f"To question {number}" if blocks else f"Then look: to question {number}"
        blocks += [Heading(title, apart=not blocks), *_texts(step), shown]
    return blocks


def _foot(lesson: Lesson) -> str:
    asked = [answering.OTHER_MODELS.get(step.view.page, MODEL_LABEL) for step in lesson.steps]
    models = " and ".join(dict.fromkeys(asked))
    return f"BERT Explorer · lesson “{lesson.name}” · numbers computed from {models}"
