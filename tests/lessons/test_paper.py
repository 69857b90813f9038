"""Lessons on paper: what a sheet holds, in both formats, and that it is the same twice."""

import io
import re

import pypdf
import pytest

from explorer.errors import LessonError
from explorer.lessons import Loaded, card, drawing, plan, worksheet
from explorer.lessons.paper import Blank, Drawing, Heading, Options, Paper, Table, Text
from explorer.lessons.paper_files import save, to_bytes

HOSTILE = "</p><script>alert(1)</script> & “$x_1$” \\LaTeX {} [a](b)"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8"
    "ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
EVERYTHING = Paper(
    "A sheet",
    (
        Heading("First"),
        Text(HOSTILE, "read"),
        Text("Ask?", "strong"),
        Options(("2 %", "68 %"), "68 %"),
        Options(("a sentence that is too long for a row of boxes", "another")),
        Blank(2),
        Drawing(lambda kind: PIXEL if kind == "png" else SVG, "a picture"),
        Table(("when", "what"), (("0-5", "begin"),)),
        Heading("Second", apart=True),
    ),
    "the foot",
    named=True,
)


def text_of(pdf):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_a_pdf_holds_the_text_as_typed_and_begins_pages_where_asked():
    pages = text_of(to_bytes(EVERYTHING, "pdf"))
    assert len(pages) == 2
    assert HOSTILE in pages[0]
    assert "☑ 68 %" in pages[0]
    assert "☐ 2 %" in pages[0]
    assert pages[1].startswith("Second")
    assert all("the foot" in page for page in pages)


def test_html_is_one_file_without_script_or_network():
    page = to_bytes(EVERYTHING, "html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.findall(r"https?://(?!www\.w3\.org)", page)
    assert '<li class="right">68 %</li>' in page
    assert page.count('class="line"') == 2


@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_the_same_sheet_gives_the_same_bytes(kind):
    assert to_bytes(EVERYTHING, kind) == to_bytes(EVERYTHING, kind)


def test_a_format_that_is_none_and_a_place_that_cannot_be_written(tmp_path):
    with pytest.raises(LessonError, match=r"\.pdf or \.html, not as “\.docx”"):
        save(EVERYTHING, tmp_path / "sheet.docx")
    with pytest.raises(LessonError, match=r"“sheet\.html” cannot be written"):
        save(EVERYTHING, tmp_path / "nowhere" / "sheet.html")
    assert save(EVERYTHING, tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


@pytest.fixture(scope="module")
def model(bundled):
    return Loaded(bundled)


@pytest.fixture
def plain(model, monkeypatch):
    """Lessons drawn as one pixel: the pictures have tests of their own."""
    monkeypatch.setattr(drawing, "drawn", lambda step, _: Drawing(lambda kind: PIXEL, step.title))
    return model


@pytest.mark.parametrize("lesson", card.lessons().values(), ids=lambda lesson: lesson.name)
def test_a_worksheet_asks_everything_and_tells_nothing(lesson, plain):
    said = "\n".join(text_of(to_bytes(worksheet.worksheet(lesson, plain), "pdf"))).replace(
        "\n", " "
    )
    key = "\n".join(text_of(to_bytes(worksheet.key(lesson, plain), "pdf"))).replace("\n", " ")
    for step in lesson.steps:
        assert step.question.ask in said
        assert step.question.ask in key
        assert "The model:" not in said
    assert key.count("The model:") == sum(s.question.kind != "own" for s in lesson.steps)
    assert lesson.steps[-1].question.solution.split("\n")[0] in key


def test_a_worksheet_has_its_pictures_behind_the_questions(model):
    sheet = worksheet.worksheet(card.find("it-tired-or-wide"), model)
    blocks = list(sheet.blocks)
    first = next(n for n, block in enumerate(blocks) if isinstance(block, Drawing))
    last = max(n for n, block in enumerate(blocks) if isinstance(block, Blank))
    assert last < first
    assert sum(isinstance(block, Drawing) for block in blocks) == 2  # each sentence once
    drawn = blocks[first].draw("svg")
    assert b"<svg" in drawn
    assert b"animal" in drawn


@pytest.mark.parametrize(
    ("name", "models"),
    [
        ("it-tired-or-wide", "all-MiniLM-L6-v2"),
        ("a-date-rewritten", "dates and numbers (teaching model)"),
        ("watch-it-learn", "a tiny BERT trained on the spot"),
    ],
)
def test_a_sheet_names_the_models_that_its_numbers_come_from(plain, name, models):
    foot = worksheet.worksheet(card.find(name), plain).foot
    assert foot.endswith(f"numbers computed from {models}")


@pytest.mark.parametrize("make", [worksheet.worksheet, worksheet.key])
def test_several_texts_of_a_step_stand_in_lines_of_their_own(model, make):
    lesson = card.find("similarity-and-negation")
    texts = [block.text for block in make(lesson, model).blocks
             if isinstance(block, Text) and block.kind == "read"]  # fmt: skip
    assert {"The man bit the dog.", "The dog bit the man."} <= set(texts)
    assert not any("\n" in text for text in texts)


def test_every_page_that_lessons_open_is_drawn_on_paper():
    pages = {step.view.page for lesson in card.lessons().values() for step in lesson.steps}
    assert pages <= set(drawing.MAKERS)


def test_the_first_picture_of_the_lesson_on_cosines_is_that_of_the_layers(model):
    step = card.find("cosine-always-high").steps[0]
    drawn = drawing.drawn(step, model)
    assert b"unrelated words" in drawn.draw("svg")
    assert "all-MiniLM-L6-v2" in drawn.alt or drawn.alt


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("a-date-rewritten", 1, "Cross attention, layer 1, mean of 4 heads"),
        ("watch-it-learn", 1, "Likeliest words at position 3"),
        ("watch-it-learn", 3, "Loss at masked words"),
        ("watch-it-learn", 4, "Attention, layer 0, head 0"),
    ],
)
def test_what_is_written_and_what_is_learnt_are_drawn_on_paper(model, name, number, said):
    drawn = drawing.drawn(card.find(name).steps[number - 1], model)
    assert said.encode() in drawn.draw("svg")


def test_the_plan_fills_fifty_minutes_with_six_lessons_that_there_are():
    made = plan.fifty_minutes()
    assert sum(part.minutes for part in made.parts) == 50
    named = [part.lesson for part in made.parts if part.lesson]
    assert len(named) == 6
    assert all(card.find(name).minutes <= part.minutes
               for part in made.parts if (name := part.lesson))  # fmt: skip
    text = " ".join(text_of(to_bytes(made.paper(), "pdf"))).replace("\n", " ")
    assert all(card.find(name).title in text for name in named)
