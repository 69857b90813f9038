"""Start with `streamlit run app.py`: the launcher (router: explorer/ui/main.py)."""

import os
from pathlib import Path

# Before numpy and torch are loaded: threads that wait busily, and a second crowd of them in numpy,
# take the cores from the page that is being drawn.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st
from starlette.middleware import Middleware
from streamlit import net_util

from explorer.ui import health, limits, live_download, resumed, web

# For a websocket from a foreign page Streamlit would ask another host for this machine's address,
# with everybody waiting.
net_util.get_external_ip = lambda: None

# In the checkout the package stands beside this file; installed, this file is in explorer/_app/.
HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "explorer" if (HERE / "explorer").is_dir() else HERE.parent
web.require_settings()
limits.open_more_files()
resumed.follow_who_comes_back()
app = st.App(
    PACKAGE / "ui" / "main.py",
    routes=(*health.ROUTES, *live_download.ROUTES),
    middleware=[Middleware(web.SecurityHeaders), Middleware(web.OwnHead)],
)
