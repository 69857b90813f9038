// The page's address, and where a pinned token stands after an edit.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromAddress, moved, pinOf, toAddress } from "../../../explorer/live/js/link.js";

test("what is written into the address is read back", () => {
  const typed = { text: "a_b & c=d #e\n+ é🙂", pair: "50 %" };
  const said = fromAddress(toAddress(typed, "layer.3_pin.q4", "layer-film", "js"));
  assert.deepEqual(said, { ...typed, view: "layer.3_pin.q4", room: "layer-film", kernel: "js" });
});

test("an address that says nothing, or nonsense, names no text", () => {
  for (const hash of ["", "#", "#layer.3_heads.0", "#kernel=nothing&x=1"]) {
    assert.deepEqual(fromAddress(hash), { text: null, pair: "", view: "", room: "", kernel: "" });
  }
  assert.equal(fromAddress("#text=").text, "");
});

test("the pin of a view's link is found wherever it stands", () => {
  assert.deepEqual(pinOf("pin.k12_layer.3"), { side: "key", at: 12 });
  assert.deepEqual(pinOf("layer.3_pin.q4"), { side: "query", at: 4 });
  assert.equal(pinOf("layer.3_pin.none"), null);
});

const place = (before, after, at) => moved(before.split(" "), after.split(" "), at);

test("a pinned token goes along when something is typed before it, and stays when behind it", () => {
  assert.equal(place("C the cat sat S", "C the small cat sat S", 2), 3);
  assert.equal(place("C the cat sat S", "C the cat sat down S", 2), 2);
  assert.equal(place("C the small cat sat S", "C cat sat S", 4), 2);
  assert.equal(place("C a a a S", "C a a S", 1), 1);
});

test("a pinned token that was changed keeps its place, as far as there is one", () => {
  assert.equal(place("C the cat sat S", "C the dog sat S", 2), 2);
  assert.equal(place("C the cat sat S", "C S", 3), 1);
});
