// What is chosen, and the links in which people have saved it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clean, defaults, fitToPart, fromLink, toLink } from "../../../explorer/views/js/choice.js";
import { LENSES } from "../../../explorer/views/js/lenses.js";
import { META } from "./support.js";

const read = (link) => clean(META, fromLink(link));

// Links as they have been written so far: each must mean the same for ever.
const OLD = {
  "lens.neuron_layer.2_heads.1_pin.q6_base.1": { lens: "neuron", layer: 2, heads: [1], pin: { side: "query", at: 6 }, base: 1 },
  "lens.grid_heads.2-0": { lens: "grid", heads: [0, 2] },
  "lens.grid_sort.peak_mark.itself_scale.own": { lens: "grid", sort: "confidence", mark: "self", scale: "own" },
  "sort.special_mark.first": { sort: "special", mark: "first" },
  "sort.previous_mark.next": { sort: "previous", mark: "next" },
  "keep.least_least.0p2_share.0p35": { keep: "least", least: 0.2, share: 0.35 },
  "mean.true_words.true_pair.ab_specials.renorm": { mean: true, words: true, pair: "ab", specials: "renorm" },
  "part.2_pin.k3_zoom.1p44_look.print": { part: 2, pin: { side: "key", at: 3 }, zoom: 1.44, look: "print" },
  "layer.3_heads.0": { layer: 3, heads: [0] },
  "pin.none": { pin: null },
};

for (const [link, choice] of Object.entries(OLD)) {
  test(`the old link ${link} is read as ever`, () => assert.deepEqual(read(link), choice));
}

test("a link says what differs from the first choice, and is read back", () => {
  const first = defaults(META);
  const choice = {
    ...first, lens: "grid", part: 1, layer: 3, heads: [0, 2], mean: true, pair: "bb", specials: "hide", words: true,
    keep: "least", share: 0.5, least: 0.125, pin: { side: "key", at: 4 }, base: 1, sort: "self", mark: "confidence",
    scale: "own", zoom: 1.2, look: "print",
  };
  assert.equal(toLink(first, first), "");
  assert.deepEqual({ ...first, ...read(toLink(choice, first)) }, choice);
});

test("what this text, model or view does not have is left out", () => {
  const wild = "lens.x_layer.99_heads.a-77_pin.q999_zoom.9e9_constructor.1_sort.constructor_part.7";
  assert.deepEqual(read(wild), {});
  assert.deepEqual(read(undefined), {});
  assert.deepEqual(read("layer.-1_share.0_least.2_mean.1"), {});
});

test("the first choice shows fewer lines of a longer text", () => {
  const long = { ...META.sides[0], labels: Array(100).fill("w") };
  assert.equal(defaults(META).share, 0.8);
  assert.equal(defaults({ ...META, sides: [long] }).share, 0.3);
  assert.deepEqual(defaults(META).heads, [0, 1, 2]);
});

test("another part keeps the layer and heads that it has", () => {
  const choice = { ...defaults(META), layer: 3, heads: [1, 2], pin: { side: "query", at: 1 }, sort: "self" };
  const fit = fitToPart(choice, { ...META.parts[1], layers: 2, heads: 2 });
  assert.deepEqual(fit, { layer: 1, heads: [1], pin: null, sort: "", mark: "" });
});

test("each lens has a letter of its own", () => {
  const letters = Object.values(LENSES).map((lens) => lens.key);
  assert.equal(new Set(letters).size, letters.length);
});
