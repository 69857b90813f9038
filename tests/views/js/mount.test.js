// What a view in the app begins with: what the reader chose, and what the app asks for anew.

import assert from "node:assert/strict";
import { test } from "node:test";

import { defaults } from "../../../explorer/views/js/choice.js";
import { wantedChoice, wholeLink } from "../../../explorer/views/js/mount.js";
import { META } from "./support.js";

const START = { base: 0, look: "screen", layer: 2, heads: [1], pin: { side: "query", at: 3 } };
const meta = (start, tag = "x") => ({ ...META, tag, start });
const CHOSEN = { ...defaults(META), lens: "neuron", layer: 1, heads: [0, 2], words: true, pin: { side: "key", at: 4 } };
const before = (changes) => ({ start: START, tag: "x", heads: 3, choice: CHOSEN, ...changes });

test("the first picture is what the app asks for", () => {
  assert.deepEqual(wantedChoice(meta(START), undefined), START);
});

test("a link is stronger; one that names no head was saved when all were shown", () => {
  const said = (link) => wantedChoice(meta({ ...START, link }), undefined);
  assert.deepEqual(said("heads.2_pin.q5").heads, [2]);
  assert.deepEqual(said("heads.2_pin.q5").pin, { side: "query", at: 5 });
  assert.deepEqual([said("words.true").heads, said("words.true").pin], [[0, 1, 2], null]);
});

test("what the reader chose stays until the app asks for something else, and then for that alone", () => {
  assert.deepEqual(wantedChoice(meta(START), before()), CHOSEN);
  const asked = { ...START, layer: 3, asked: 1, anew: ["layer"] };
  assert.deepEqual(wantedChoice(meta(asked), before()), { ...CHOSEN, layer: 3 });
});

test("in another text the app's token is pinned, and all heads stay all", () => {
  const pin = { side: "query", at: 1 };
  const other = meta({ ...START, pin, asked: 1, anew: [] }, "y");
  assert.deepEqual(wantedChoice(other, before()), { ...CHOSEN, pin });
  const all = { ...CHOSEN, heads: [0, 1] };
  assert.deepEqual(wantedChoice(other, before({ choice: all, heads: 2 })).heads, [0, 1, 2]);
});

test("a link that is not empty says heads and pin, whatever the app will show first", () => {
  assert.equal(wholeLink("", CHOSEN), "");
  assert.equal(wholeLink("words.true", CHOSEN), "words.true_heads.0-2_pin.k4");
  assert.equal(wholeLink("heads.1_pin.none", { ...CHOSEN, pin: null }), "heads.1_pin.none");
});
