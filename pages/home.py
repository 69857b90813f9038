"""Home: one sentence, what one of its words attends to, and the way to every page."""

from contextlib import suppress

import streamlit as st

from explorer.errors import ExplorerError
from explorer.ui import choices, first_screen
from explorer.ui.panels import home

with suppress(ExplorerError):  # the router has said why; the way to every page stays open
    first_screen.show(choices.current_trace())
home.steps()
st.header("All pages", anchor=False)
home.gallery()
