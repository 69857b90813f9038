"""The group "Teaching models" in the menu of the bar: small, trained for this project, offline."""

from __future__ import annotations

import streamlit as st

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.ui import registry, show, told

TITLE = "Teaching models"
ABOUT = "Small models that were trained for this project; all work offline."


def group() -> None:
    """A button for each that the shared text can be read by, a link to the page of each other."""
    offered = catalog.teaching()
    if not offered:
        return
    with st.container(key="teaching_models", gap="small"):
        st.header(TITLE, anchor=False, help=ABOUT)
        for spec in offered:
            _one(spec)


def _one(spec: ModelSpec) -> None:
    name = spec.id.removeprefix(catalog.TEACHING_PREFIX)
    if spec.kind == "encoder-decoder":
        st.page_link(registry.path("encoder_decoder.py"), label=name, icon=":material/translate:")
    else:
        st.button(name, key=f"teaching_{name}", icon=":material/school:", type="tertiary",
                  on_click=told.tell, args=({"model": spec.id},))  # fmt: skip
    show.note(spec.about)
