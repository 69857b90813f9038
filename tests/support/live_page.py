"""The live page in a browser's tab, as a reader sees it."""

import pytest

CLOSE = 0.006  # of rounded weights (0.0039 and 0.0046 measured) and of a byte's step (0.002)
WEIGHTS = """(node, [layer, head, count]) => Array.from({ length: count }, (_, q) =>
  Array.from({ length: count }, (_, k) => node.view.weight(layer, head, q, k)))"""


def plain(text):
    """A sentence without the marks that isolate what was typed in it."""
    return text.translate({0x2068: None, 0x2069: None})


class Live:
    """The page as a reader sees it, and the view in it."""

    def __init__(self, tab):
        self.tab = tab
        tab.wait_for_selector("html[data-pass]")
        self.view = tab.locator(".av")

    def until(self, read, wanted):
        for _ in range(400):
            found = read()
            if found == wanted:
                return
            self.tab.wait_for_timeout(50)
        pytest.fail(f"{found!r} never became {wanted!r}")

    def shown(self):
        return self.tab.evaluate("() => document.documentElement.dataset.shown")

    def open(self, room):
        """One of the tabs above the view."""
        self.tab.get_by_role("button", name=room, exact=True).click()

    def says(self, pattern):
        """The open room's sentence, once it looks like that; a text that was typed is isolated."""
        self.tab.locator(".said", has_text=pattern).wait_for()
        return plain(self.tab.inner_text(".said"))

    def type(self, text):
        self.tab.fill("#text", text)
        self.until(self.shown, text)

    def labels(self):
        return self.view.evaluate("(node) => node.view.meta.sides[0].labels")

    def choice(self):
        return self.view.evaluate("(node) => node.view.choice")

    @property
    def status(self):
        return self.tab.inner_text("#status")

    @property
    def kernel(self):
        return self.tab.evaluate("() => document.documentElement.dataset.live")


def assert_is_torchs(found, trace):
    """What the view shows is torch's attention, as far as rounding allows."""
    assert found.labels() == list(trace.labels)
    layer, head = found.choice()["layer"], found.choice()["heads"][0]
    weights = found.view.evaluate(WEIGHTS, [layer, head, trace.num_tokens])
    assert abs(weights - trace.attention(layer)[head]).max() < CLOSE
