"""The app as a script, without a browser: one reader with one link, going from page to page.

    app = visit("head_atlas", text="The cat sat.", layer="3")     # the fixture of tests/ui
    app.selectbox(key="atlas_score").set_value("entropy").run()
    assert "nats" in app.words()

Streamlit is imported here: only tests of pages import this module.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox
from support.app_server import ROOT

from explorer.ui.registry import path
from explorer.ui.show import PHONE

ENTRY = str(ROOT / "explorer" / "ui" / "main.py")
SECONDS = 120  # for one run of the script, on a machine that has other things to do
ARCHITECTURES = ("bert", "roberta", "gpt2", "mpnet", "albert", "t5")
HEADS = {
    "classifier": "SequenceClassification",
    "filler": "MaskedLM",
    "next": "NextSentencePrediction",
    "tagger": "TokenClassification",
    "reader": "QuestionAnswering",
    "body": None,
}
BOXES = ("warning", "error", "info", "success")
PROSE = ("title", "header", "subheader", "markdown", "caption")


def _sent(box: Selectbox) -> WidgetState:
    """What the browser sends of a select box; AppTest itself knows no options of the reader's."""
    state = WidgetState(id=box.id)
    if box.value is not None and box.options:
        state.string_value = str(box.format_func(box.value))
    return state


Selectbox._widget_state = property(_sent)


class Reader(AppTest):
    """Streamlit's AppTest, and what a reader sees of it; `run()` on any widget changes it."""

    def open(self, page: str) -> Reader:
        """Go to a page by its script's name, such as "head_atlas"."""
        self.switch_page(path(f"{page}.py")).run()
        return self

    def check_up(self) -> None:
        """No exception box; what went wrong is said in whole sentences."""
        assert [found.message for found in self.exception] == []
        for sentence in self.said():
            assert sentence.rstrip().endswith((".", "…")), sentence

    def said(self, *kinds: str) -> list[str]:
        """The sentences in boxes (of these kinds), as a reader sees them."""
        return [_shown(box.value) for kind in kinds or BOXES for box in getattr(self, kind)]

    def words(self) -> str:
        """All prose on the page, boxes too. Fails where an exception is shown."""
        assert [found.message for found in self.exception] == []
        return " ".join(self.said(*PROSE, *BOXES))

    def pictures(self) -> list[dict[str, Any]]:
        """Everything drawn by plotly, as JSON; what is drawn once more for phones is left out."""
        charts = [one for one in self.get("plotly_chart") if not one.proto.id.endswith(PHONE)]
        found = [json.loads(chart.proto.spec) for chart in charts]
        for picture in found:
            picture["layout"].pop("meta", None)  # words for screen readers, set as plain text
        return found

    def titles(self) -> list[str]:
        """What stands above each picture."""
        return [picture["layout"]["title"]["text"] for picture in self.pictures()]

    def press(self, name: str) -> Reader:
        """Press the button with this key or label."""
        next(one for one in self.button if name in (one.key, one.label)).click().run()
        return self


def visit(page: str | None = None, /, **link: str) -> Reader:
    """The reader who followed that link to the first page, and went on to `page`."""
    app = Reader(ENTRY, default_timeout=SECONDS)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    return app.open(page) if page else app


def write_models(home: Path, checkpoint: Callable[..., Path]) -> Path:
    """A folder for EXPLORER_MODELS_DIR: tiny checkpoints of each architecture and of each head."""
    for arch in ARCHITECTURES:
        (home / f"tiny-{arch}").symlink_to(checkpoint(arch))
    for name, head in HEADS.items():  # copied: a link goes by the name of what it points at
        shutil.copytree(checkpoint("bert", head=head), home / name)
    shutil.copytree(home / "classifier", home / "judge")
    config = json.loads((home / "judge" / "config.json").read_text())
    names = ("entailment", "neutral", "contradiction")
    config["id2label"] = dict(enumerate(names))
    config["label2id"] = {name: place for place, name in enumerate(names)}
    (home / "judge" / "config.json").write_text(json.dumps(config))
    return home


def _shown(markdown: str) -> str:
    plain = markdown.replace("\\", "").replace("\u00a0", " ")
    return re.sub("[\u2060\u2068\u2069]", "", plain)
