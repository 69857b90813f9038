"""The page's tokenizer gives what the Rust tokenizer gives."""

import hashlib
import json

import pytest
from support import node
from support.hard_strings import hard_strings

BLOCK = 1024

READ = """
const { readFileSync } = await import("node:fs");
const { createHash } = await import("node:crypto");
const { Tokenizer } = await import("./explorer/live/js/tokenizer.js");
const tokenizer = new Tokenizer(readFileSync(given.vocabulary, "utf8").trimEnd().split("\\n"));
"""
PIECES = (
    READ
    + """
const row = ({ id, piece, word, start, end }) => [id, piece, word, start, end];
console.log(JSON.stringify(given.texts.map((text) => tokenizer.pieces(text).map(row))));
"""
)
CODE_POINTS = (
    READ
    + """
const found = given.blocks.map((first) => {
  const chars = [];
  for (let code = first; code < first + given.block; code++) {
    if (code < 0xd800 || code > 0xdfff) chars.push(String.fromCodePoint(code));
  }
  const text = chars.map((char) => `a${char}b ${char}`).join(" ");
  const ids = tokenizer.pieces(text).map((piece) => piece.id);
  return createHash("sha256").update(ids.join()).digest("hex");
});
console.log(JSON.stringify(found));
"""
)


@pytest.fixture(scope="module")
def rust(bundled):
    """The Rust tokenizer below transformers' one."""
    return bundled.encoder.backend


@pytest.fixture(scope="module")
def vocabulary(rust, tmp_path_factory):
    """The vocabulary as a file, in the order of its ids."""
    pieces = sorted(rust.get_vocab(), key=rust.get_vocab().get)
    file = tmp_path_factory.mktemp("vocabulary") / "vocab.txt"
    file.write_text("\n".join(pieces), "utf-8")
    return str(file)


def in_units(text, offsets):
    """Offsets in characters as offsets in UTF-16 units."""
    at = [0]
    for char in text:
        at.append(at[-1] + len(char.encode("utf-16-le")) // 2)
    return [(at[start], at[end]) for start, end in offsets]


def test_hard_strings_have_the_same_pieces_words_and_places(rust, vocabulary):
    texts = hard_strings()
    assert len(set(texts)) > 450
    found = node.answer(PIECES, {"vocabulary": vocabulary, "texts": texts})
    for text, pieces in zip(texts, found, strict=True):
        said = rust.encode(text, add_special_tokens=False)
        spans = in_units(text, said.offsets)
        wanted = zip(said.ids, said.tokens, said.word_ids, spans, strict=True)
        assert pieces == [[i, piece, word, *span] for i, piece, word, span in wanted], repr(text)


def test_every_code_point_is_read_alike(rust, vocabulary):
    """Each between letters and alone, a block of them to a text."""
    blocks = list(range(0, 0x110000, BLOCK))
    given = {"vocabulary": vocabulary, "blocks": blocks, "block": BLOCK}
    for first, found in zip(blocks, node.answer(CODE_POINTS, given), strict=True):
        codes = [code for code in range(first, first + BLOCK) if not 0xD800 <= code <= 0xDFFF]
        text = " ".join(f"a{chr(code)}b {chr(code)}" for code in codes)
        ids = ",".join(map(str, rust.encode(text, add_special_tokens=False).ids))
        assert found == hashlib.sha256(ids.encode()).hexdigest(), hex(first)


def test_the_comparison_sees_a_difference(vocabulary):
    (pieces,) = node.answer(PIECES, {"vocabulary": vocabulary, "texts": ["Café au lait"]})
    assert json.dumps([piece for _, piece, *_ in pieces]) == '["cafe", "au", "lai", "##t"]'
