"""The lessons as pages to read and to print: worksheets, their keys apart, and a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

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
            yield from _sheet(page, sheet(lesson, model), back=back, before=before, after=after)
    for folder, template, title in ((PLACE, "lessons", "Lessons"), (KEYS, "answers", "Answers")):
        page = layout.page(f"{folder}/index.html")
        yield page.written(f"{template}.html", title, lessons=lessons)
    plan, page = fifty_minutes().paper(), layout.page(f"{KEYS}/plan.html")
    yield from _sheet(page, plan, back="For teachers", before=None, after=None)


def _sheet(page: Page, paper: Paper, **given: Any) -> Iterator[tuple[str, bytes]]:
    """A sheet as a page, and its pictures as files."""
    drawn: dict[str, bytes] = {}

    def source(drawing: Drawing) -> str:
        content = with_common_fonts(drawing.draw("svg"))
        place = f"{PICTURES}/{named('step.svg', content)}"
        drawn[place] = content
        return page.root + place

    body = Markup(paper_html.body(paper, source))  # escaped there
    yield page.written("sheet.html", paper.title, main="sheet", body=body, **given)
    yield from drawn.items()
