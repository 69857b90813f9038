"""The list of pages: where each stands in the menu and which shared controls it wants."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
# The scripts of the pages: installed, inside the package (see setup.py); else the checkout's.
FOLDER = (_PACKAGE / "_app" if (_PACKAGE / "_app").is_dir() else _PACKAGE.parent) / "pages"


@dataclass(frozen=True)
class PageInfo:
    """One page: its script in pages/, and what the router draws before running it."""

    file: str
    title: str
    icon: str
    section: str
    layer: bool = False  # wants the layer slider
    head: bool = False  # wants the head slider
    needs_trace: bool = True  # runs only when the shared text could be read
    inputs: bool = True  # uses the shared text at all
    own_texts: bool = False  # has its own box for sentences: the shared text is put out of sight
    own_model: bool = False  # chooses its model itself, from those that fit
    address: str = ""  # in links; the script's name where none is given. Links must go on working

    @property
    def url_path(self) -> str:
        """Where the page stands in the app's address."""
        return self.address or self.file.removesuffix(".py")


PAGES: tuple[PageInfo, ...] = (
    PageInfo("home.py", "Home", ":material/home:", "", inputs=True),
    PageInfo("tokens.py", "Tokens", ":material/segment:", "Text"),
    PageInfo(
        "attention_view.py", "Attention view", ":material/hub:", "Attention", address="head_view"
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
    PageInfo(
        "difference.py", "Difference", ":material/difference:", "Heads", layer=True, head=True
    ),
    PageInfo("prove_it.py", "Prove it", ":material/verified:", "Heads"),
    PageInfo("similarity.py", "Similarity", ":material/compare_arrows:", "Vectors"),
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
    PageInfo(
        "next_sentence.py", "Next sentence", ":material/skip_next:", "Predictions", own_model=True
    ),
    PageInfo("classify.py", "Classify", ":material/category:", "Predictions", own_model=True),
    PageInfo("tag.py", "Tag", ":material/sell:", "Predictions", own_model=True),
    PageInfo("answer.py", "Answer", ":material/quiz:", "Predictions", own_model=True),
    PageInfo("body_and_head.py", "Body and head", ":material/accessibility:", "Predictions"),
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


def path(file: str) -> str:
    """The script of a page, for links: ``st.page_link(path("tokens.py"))``."""
    return str(FOLDER / file)


@cache
def about(info: PageInfo) -> str:
    """What a page shows, from the first line of its script: "Title: about."."""
    script = (FOLDER / info.file).read_text("utf-8")
    first = (ast.get_docstring(ast.parse(script)) or "").partition("\n")[0]
    return first.partition(": ")[2] or first


def directory(columns: int) -> list[list[PageInfo]]:
    """All pages but the first, in so many columns to be read downwards."""
    rest = list(PAGES[1:])
    height = -(-len(rest) // columns)
    return [rest[start * height : (start + 1) * height] for start in range(columns)]
