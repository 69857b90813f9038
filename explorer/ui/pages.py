"""The list of pages: where each stands in the menu and which shared controls it wants."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "pages"


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
    own_model: bool = False  # chooses its model itself, from those that fit


PAGES: tuple[PageInfo, ...] = (
    PageInfo("home.py", "Home", ":material/home:", "", inputs=True),
    PageInfo("tokens.py", "Tokens", ":material/segment:", "Text"),
    PageInfo("head_view.py", "Attention view", ":material/hub:", "Attention"),
    PageInfo(
        "attention_maps.py",
        "Attention maps",
        ":material/grid_on:",
        "Attention",
        layer=True,
        head=True,
    ),
    PageInfo("similarity.py", "Similarity", ":material/compare_arrows:", "Vectors"),
    PageInfo("embedding_sum.py", "Embedding sum", ":material/add_circle:", "Vectors"),
)


def path(file: str) -> str:
    """The script of a page, for links: ``st.page_link(path("tokens.py"))``."""
    return str(FOLDER / file)
