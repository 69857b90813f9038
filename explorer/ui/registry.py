"""The list of pages: where each stands in the menu and which shared controls it wants."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
# The scripts of the pages: installed, inside the package (see setup.py); else the checkout's.
FOLDER = (_PACKAGE / "_app" if (_PACKAGE / "_app").is_dir() else _PACKAGE.parent) / "pages"


MENU = (
    "home.py",
    "lessons.py",
    "tokens.py",
    "embedding_sum.py",
    "attention_view.py",
    "word_in_context.py",
    "fill_mask.py",
    "inside_pipeline.py",
    "methods_compared.py",
)
"""The path of a first visit, in this order in the menu; the others stand below two headings."""
RESEARCH = "Research tools"
CLASS = "Class"


@dataclass(frozen=True)
class PageInfo:
    """One page: its script in pages/, and what the router draws before running it."""

    file: str
    title: str
    icon: str
    section: str
    layer: bool = False  # wants the layer slider
    head: bool = False  # wants the head slider
    controls: bool = True  # has controls of its own above its picture
    needs_trace: bool = True  # runs only when the shared text could be read
    inputs: bool = True  # uses the shared text at all
    own_texts: bool = False  # has its own box for sentences: the shared text is put out of sight
    own_model: bool = False  # chooses its model itself, from those that fit
    bare: bool = False  # stands without the bar
    hidden: bool = False  # stands in no menu: links lead there
    address: str = ""  # in links; the script's name where none is given. Links must go on working

    @property
    def heading(self) -> str:
        """What stands above the page."""
        return self.title if self.section else "See what a BERT does with a sentence"

    @property
    def url_path(self) -> str:
        """Where the page stands in the app's address."""
        return self.address or self.file.removesuffix(".py")


PAGES: tuple[PageInfo, ...] = (
    PageInfo("home.py", "Home", ":material/home:", "", controls=False, needs_trace=False),
    PageInfo("tokens.py", "Tokens", ":material/segment:", "Text", controls=False),
    PageInfo(
        "attention_view.py",
        "Attention view",
        ":material/hub:",
        "Attention",
        controls=False,
        address="head_view",
    ),
    PageInfo(
        "attention_maps.py",
        "Attention maps",
        ":material/grid_on:",
        "Attention",
        layer=True,
        head=True,
    ),
    PageInfo(
        "why_it_looked.py",
        "Why it looked",
        ":material/troubleshoot:",
        "Attention",
        layer=True,
        head=True,
    ),
    PageInfo(
        "encoder_decoder.py",
        "Encoder and decoder",
        ":material/translate:",
        "Attention",
        needs_trace=False,
        inputs=False,
    ),
    PageInfo("head_atlas.py", "Head atlas", ":material/apps:", "Heads"),
    PageInfo("head_finder.py", "Head finder", ":material/search:", "Heads"),
    PageInfo(
        "methods_compared.py",
        "Methods compared",
        ":material/filter_none:",
        "Heads",
        layer=True,
        address="four_lenses",
    ),
    PageInfo("what_matters.py", "What matters", ":material/tune:", "Heads", needs_trace=False),
    PageInfo("scoreboard.py", "Scoreboard", ":material/leaderboard:", "Heads", needs_trace=False),
    PageInfo("difference.py", "Difference", ":material/difference:", "Heads"),
    PageInfo("patching.py", "Patching", ":material/healing:", "Heads", needs_trace=False),
    PageInfo("prove_it.py", "Prove it", ":material/verified:", "Heads", controls=False),
    PageInfo("similarity.py", "Similarity", ":material/compare_arrows:", "Vectors"),
    PageInfo("why_alike.py", "Why alike", ":material/join_inner:", "Vectors"),
    PageInfo("embedding_sum.py", "Embedding sum", ":material/add_circle:", "Vectors"),
    PageInfo(
        "word_in_context.py",
        "Word in context",
        ":material/find_in_page:",
        "Vectors",
        needs_trace=False,
        own_texts=True,
    ),
    PageInfo("layer_film.py", "Layer film", ":material/movie:", "Vectors"),
    PageInfo("static_contextual.py", "Static and contextual", ":material/swap_vert:", "Vectors"),
    PageInfo("syntax.py", "Syntax", ":material/account_tree:", "Vectors"),
    PageInfo("layer_statistics.py", "Layer statistics", ":material/stacked_line_chart:", "Vectors"),
    PageInfo(
        "sentences.py",
        "Sentences",
        ":material/format_list_bulleted:",
        "Vectors",
        needs_trace=False,
        own_texts=True,
    ),
    PageInfo(
        "inside_pipeline.py",
        "Inside a pipeline",
        ":material/conversion_path:",
        "Predictions",
        own_model=True,
    ),
    PageInfo(
        "fill_mask.py",
        "Fill in the blank",
        ":material/format_ink_highlighter:",
        "Predictions",
        own_model=True,
    ),
    PageInfo("next_token.py", "Next token", ":material/edit_note:", "Predictions", own_model=True),
    PageInfo(
        "next_sentence.py", "Next sentence", ":material/skip_next:", "Predictions", own_model=True
    ),
    PageInfo("classify.py", "Classify", ":material/category:", "Predictions", own_model=True),
    PageInfo("tag.py", "Tag", ":material/sell:", "Predictions", own_model=True),
    PageInfo("answer.py", "Answer", ":material/quiz:", "Predictions", own_model=True),
    PageInfo(
        "what_made_it.py", "What made it", ":material/call_merge:", "Predictions", own_model=True
    ),
    PageInfo("body_and_head.py", "Body and head", ":material/accessibility:", "Predictions"),
    PageInfo(
        "watch_it_learn.py",
        "Watch it learn",
        ":material/model_training:",
        "Predictions",
        inputs=False,
        needs_trace=False,
    ),
    PageInfo(
        "one_body_many_heads.py",
        "One body, many heads",
        ":material/device_hub:",
        "Predictions",
        own_model=True,
    ),
    PageInfo(
        "batches.py",
        "Batches and masks",
        ":material/view_comfy:",
        "Model",
        inputs=False,
        needs_trace=False,
    ),
    PageInfo(
        "anatomy.py", "Anatomy", ":material/account_tree:", "Model", inputs=False, needs_trace=False
    ),
)
"""The pages with a picture."""


def _for_class(
    file: str, title: str, icon: str, *, bare: bool = False, hidden: bool = False
) -> PageInfo:
    return PageInfo(file, title, icon, CLASS, controls=False, needs_trace=False, inputs=False,
                    bare=bare, hidden=hidden)  # fmt: skip


CLASS_PAGES: tuple[PageInfo, ...] = (
    _for_class("lessons.py", "Lessons", ":material/school:"),
    _for_class("understanding.py", "Check your understanding", ":material/fact_check:"),
    _for_class("for_teachers.py", "For teachers", ":material/co_present:"),
    _for_class("join.py", "Join a class", ":material/group:", bare=True),
    _for_class("speaker_notes.py", "Speaker's notes", ":material/notes:", bare=True, hidden=True),
)
"""The pages around the lessons."""
EVERY = PAGES + CLASS_PAGES


def menu() -> dict[str, list[PageInfo]]:
    """The pages under their heading in the menu; the path of a first visit has none."""
    known = {info.file: info for info in EVERY}
    return {
        "": [known[file] for file in MENU],
        RESEARCH: [info for info in PAGES if info.file not in MENU],
        CLASS: [info for info in CLASS_PAGES if info.file not in MENU],
    }


def path(file: str) -> str:
    """The script of a page, for links: ``st.page_link(path("tokens.py"))``."""
    return str(FOLDER / file)


@cache
def about(info: PageInfo) -> str:
    """What a page shows, from the first line of its script: "Title: about."."""
    script = (FOLDER / info.file).read_text("utf-8")
    first = (ast.get_docstring(ast.parse(script)) or "").partition("\n")[0]
    return first.partition(": ")[2] or first


def named(info: PageInfo) -> str:
    """The name of a page's script, as used in keys."""
    return info.file.removesuffix(".py")
