"""The router: shared inputs, the model and the text made ready, then the page."""

from __future__ import annotations

import streamlit as st

from explorer.errors import ExplorerError
from explorer.trace import Trace
from explorer.ui import choices, inputs, models, show
from explorer.ui.registry import FOLDER, PAGES, PageInfo

STYLE = """<style>
[class*="st-key-address_"],
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-address_"]) { display: none; }
[data-testid="stMainBlockContainer"] { padding: 2.6rem 2rem 4rem; max-width: 1200px; }
[data-testid="stMainBlockContainer"] h1 { font-size: 1.9rem; padding: 0 0 .4rem; }
[data-testid="stMainBlockContainer"] h3 { font-size: 1.25rem; }
@media (max-width: 640px) { [data-testid="stMainBlockContainer"] { padding: 3.8rem 1rem 3rem; } }
</style>"""

# Out of sight, but there: a widget that is not drawn loses its value and its place in the link.
NO_SHARED_TEXT = """<style>
.st-key-shared_inputs [data-testid="stColumn"]:not(:last-child), .st-key-example { display: none; }
</style>"""


def run() -> None:
    """Draw the app for one visit."""
    st.set_page_config(page_title="BERT Explorer", page_icon="🔎", layout="wide")
    page, info = _navigation()
    st.html(STYLE + (NO_SHARED_TEXT if info.own_texts else ""))
    st.title(info.title if info.section else "BERT Explorer", anchor=False)
    if info.inputs:
        inputs.shared(model=not info.own_model)
    with st.sidebar:
        inputs.options()
    shared_model = info.inputs and not info.own_model
    if shared_model:
        models.make_ready()
    trace = _trace() if shared_model and not info.own_texts else None
    if trace is None and info.needs_trace and shared_model:
        return
    if trace is not None:
        _cut(trace)
        for sentence in trace.notices:
            show.notice(sentence)
        inputs.layer_and_head(info, trace)
    try:
        page.run()
    except ExplorerError as error:
        show.problem(str(error))


def _navigation() -> tuple[st.Page, PageInfo]:
    """The menu, and which entry is open."""
    menu: dict[str, list[st.Page]] = {}
    known: dict[str, PageInfo] = {}
    for number, info in enumerate(PAGES):
        entry = st.Page(
            FOLDER / info.file,
            title=info.title,
            icon=info.icon,
            url_path=info.url_path,
            default=number == 0,
        )
        menu.setdefault(info.section, []).append(entry)
        known[info.title] = info
    page = st.navigation(menu, expanded=True)
    return page, known[page.title]


def _trace() -> Trace | None:
    """The trace of the present text; a sentence and None when it cannot be read."""
    try:
        return choices.current_trace()
    except ExplorerError as error:
        show.problem(str(error))
        return None


def _cut(trace: Trace) -> None:
    if trace.dropped:
        first = " ".join(trace.dropped[:8])
        show.notice(
            f"This model reads at most {trace.spec.max_tokens} tokens: the last "
            f"{len(trace.dropped):,} were cut off, from “{first}” on."
        )


run()
