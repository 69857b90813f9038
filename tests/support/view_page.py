"""The attention view in a tab of Chromium, as tests see it."""

import numpy as np
import pytest

from explorer.views import codec


class View:
    """The view in a tab: ``js`` runs with the view object as ``view``."""

    def __init__(self, tab, uri, link):
        self.tab = tab
        tab.goto(f"{uri}#{link}")
        self.ready()

    def ready(self):
        self.tab.wait_for_selector(".av[data-ready]")

    def js(self, code, argument=None):
        body = f"async ([node, given]) => {{ const view = node.view; {code} }}"
        node = self.tab.query_selector(".av")
        return self.tab.evaluate(body, [node, argument])

    def until(self, condition):
        """Wait until a condition holds (the page forbids the eval of wait_for_function)."""
        for _ in range(200):
            if self.js(f"return {condition}"):
                return
            self.tab.wait_for_timeout(25)
        pytest.fail(f"never came true: {condition}")

    def set(self, **state):
        self.js("await view.set(given)", state)

    def matrices(self):
        """What the lines lens draws: {head: (rows, columns)}; head -1 is the average."""
        found = self.js(
            "const { rows, columns, layers } = view.content;"
            "return layers.map((l) => [l.head, rows.length, columns.length, [...l.matrix]]);"
        )
        return {head: np.reshape(flat, (rows, columns)) for head, rows, columns, flat in found}

    def labels(self):
        return self.js(
            "return [view.content.rows, view.content.columns].map((a) => a.map((e) => e.label))"
        )

    def text(self, name):
        return self.tab.locator(f".av-{name}").inner_text()


def sent(trace, layer):
    """A layer's weights as they come out of the bytes. (H, Q, K)"""
    return codec.dequantise(*codec.quantise(trace.attention(layer)))
