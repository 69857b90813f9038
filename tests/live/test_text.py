"""The page tells the view of a text what Python tells it, and reads it as the engine does."""

import unicodedata

import pytest
from support import node
from support.hard_strings import hard_strings

from explorer.errors import InputError
from explorer.text import TextInput
from explorer.views import payload

SIDES = """
const { readFileSync } = await import("node:fs");
const { Tokenizer } = await import("./explorer/live/js/tokenizer.js");
const { read } = await import("./explorer/live/js/text.js");
const tokenizer = new Tokenizer(readFileSync(given.vocabulary, "utf8").split("\\n"));
const said = (found) => found && { side: found.side, ids: found.ids, segments: found.segments };
const one = ([text, pair]) => said(read(tokenizer, { text, pair: pair ?? "" }, given.most));
console.log(JSON.stringify(given.texts.map(one)));
"""
PAIRS = [
    ("The cat sat.", "It slept."),
    ("a b c " * 60, "d e f " * 60),
    ("one", "two " * 200),
    ("x " * 200, "y"),
]
RIGHT_TO_LEFT = [
    ("שלום עולם, מה שלומך היום?", None),
    ("مرحبا بالعالم كيف حالك", "hello"),
    ("hello שלום", None),
]


def asked(bundled, texts, tmp_path):
    """(what the page says, what Python says) of each text that Python can read."""
    pieces = sorted(bundled.encoder.vocabulary, key=bundled.encoder.vocabulary.get)
    file = tmp_path / "vocab.txt"
    file.write_text("\n".join(pieces), "utf-8")
    given = {"vocabulary": str(file), "texts": texts, "most": 128}
    for text, found in zip(texts, node.answer(SIDES, given), strict=True):
        yield text, found, wanted(bundled, text)


def wanted(bundled, text):
    try:
        encoded = bundled.encoder.encode(TextInput(*text), 128)
    except InputError:
        return None
    (side,) = [payload._side("text", encoded)]
    segments = bundled.encoder.segments(encoded).tolist()
    return {"side": side, "ids": encoded.ids.tolist(), "segments": segments}


def newer(text):
    """Whether Python does not know some character yet, which node may know and show."""
    return any(unicodedata.category(char) == "Cn" for char in text)


@pytest.mark.parametrize("texts", [PAIRS, RIGHT_TO_LEFT], ids=["pairs", "right to left"])
def test_pairs_cuts_and_directions_are_as_in_python(bundled, tmp_path, texts):
    for text, found, python in asked(bundled, texts, tmp_path):
        assert found == python, text
    assert found is not None


def test_hard_strings_are_told_as_in_python(bundled, tmp_path):
    texts = [(text, None) for text in hard_strings() if not newer(text)]
    read = 0
    for text, found, python in asked(bundled, texts, tmp_path):
        assert found == python, repr(text)
        read += python is not None
    assert 400 < read < 500  # the others have nothing to read, on both sides
