"""The lessons as pages to read and to print: worksheets, their keys apart, and a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from docs.site.drawings import with_common_fonts
from docs.site.layout import Layout, Page
from explorer.lessons import paper_html
from explorer.lessons.answering import Model
from explorer.lessons.card import Lesson
from explorer.lessons.paper import Drawing, Paper
from explorer.lessons.plan import fifty_minutes
from explorer.lessons.worksheet import key, worksheet
from explorer.live.folder import named

PLACE, KEYS, PICTURES = "lessons", "lessons/answers", "lessons/pictures"


def files(layout: Layout, model: Model, lessons: Sequence[Lesson]) -> Iterator[tuple[str, bytes]]:
    """Paths in the site and contents. Raises ExplorerError."""
    for place, lesson in enumerate(lessons):
        before = lessons[place - 1] if place else None
        after = lessons[place + 1] if place + 1 < len(lessons) else None
        for folder, sheet, back in ((PLACE, worksheet, "Lessons"), (KEYS, key, "For teachers")):
            page = layout.page(f"{folder}/{lesson.name}.html")
            given = {"back": back, "before": before, "after": after, "tries": tries(lesson)}
            yield from _sheet(page, sheet(lesson, model), **given)
    for folder, template, title in ((PLACE, "lessons", "Lessons"), (KEYS, "answers", "Answers")):
        page = layout.page(f"{folder}/index.html")
        yield page.written(f"{template}.html", title, lessons=lessons)
    plan, page = fifty_minutes().paper(), layout.page(f"{KEYS}/plan.html")
    yield from _sheet(page, plan, back="For teachers", before=None, after=None, tries={})


def tries(lesson: Lesson) -> dict[str, str]:
    """The sentences of a lesson, each with what opens it in the live page, its head chosen."""
    found = {}
    for step in lesson.steps:
        view = step.view
        if not view.text or "\n" in view.text:  # several texts, which the live page does not read
            continue
        said = {"text": view.text, "pair": view.pair}
        if view.page == "attention_view" and {"layer", "head"} <= set(view.settings):
            said["view"] = "layer.{}_heads.{}".format(*view.head)
        shown = " / ".join(filter(None, (view.text, view.pair)))
        found[shown] = urlencode({name: value for name, value in said.items() if value})
    return found


def _sheet(page: Page, paper: Paper, **given: Any) -> Iterator[tuple[str, bytes]]:
    """A sheet as a page, and its pictures as files."""
    drawn: dict[str, bytes] = {}

    def kept(name: str, svg: bytes) -> str:
        content = with_common_fonts(svg)
        place = f"{PICTURES}/{named(name, content)}"
        drawn[place] = content
        return page.root + place

    def source(drawing: Drawing) -> str:
        return kept("step.svg", drawing.draw("svg"))

    def dark(drawing: Drawing) -> str | None:
        return drawing.dark and kept("step-dark.svg", drawing.dark())

    body = Markup(paper_html.body(paper, source, dark))  # escaped there
    yield page.written("sheet.html", paper.title, main="sheet", body=body, **given)
    yield from drawn.items()
