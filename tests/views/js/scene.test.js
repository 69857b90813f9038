// From weights to the lines that are drawn.

import assert from "node:assert/strict";
import { test } from "node:test";

import { defaults } from "../../../explorer/views/js/choice.js";
import { strongestOf } from "../../../explorer/views/js/lines_drawing.js";
import { MEAN, axes, clearest, makeMeter, makeScene, strongest } from "../../../explorer/views/js/scene.js";
import { placesOf } from "../../../explorer/views/js/search.js";
import { META, SIDE, packed } from "./support.js";

const TOKENS = SIDE.labels.length;
// Every token looks at [CLS] with 0.6 and at itself with 0.4.
const ROWS = SIDE.labels.map((_, r) => SIDE.labels.map((_, c) => (c === 0 ? 0.6 : 0) + (c === r ? 0.4 : 0)));
const DATA = packed(ROWS);

const choose = (changes) => ({ ...defaults(META), heads: [0], keep: "least", least: 0.5, ...changes });
const near = (found, wanted) => assert.ok(Math.abs(found - wanted) < 0.005, `${found} is not ${wanted}`);

test("a threshold lets those lines pass that reach it", () => {
  const scene = makeScene(META, choose({}), DATA);
  assert.equal(scene.lines, TOKENS); // one a row: to [CLS]
  near(scene.drawn, (0.6 * (TOKENS - 1) + 1) / TOKENS);
});

test("a share lets the strongest pass until they make it up", () => {
  assert.equal(makeScene(META, choose({ keep: "mass", share: 0.5 }), DATA).lines, TOKENS);
  assert.equal(makeScene(META, choose({ keep: "mass", share: 0.9 }), DATA).lines, 2 * TOKENS - 1);
});

test("words take what their pieces get and give the mean of what they give", () => {
  const scene = makeScene(META, choose({ words: true }), DATA);
  assert.deepEqual(scene.rows.map((row) => row.label), ["[CLS]", "the", "cats", "[SEP]", "it", "[SEP]"]);
  const { matrix } = scene.layers[0];
  near(matrix[2 * 6 + 2], 0.4); // each piece gives its own 0.4 to the word
  near(matrix[2 * 6], 0.6);
});

test("hidden special tokens are metered, and what is left may be scaled to one", () => {
  const hidden = makeScene(META, choose({ specials: "hide", least: 0 }), DATA);
  assert.deepEqual(hidden.columns.map((column) => column.label), ["the", "cat", "##s", "it"]);
  near(makeMeter(META, hidden).specialHidden, 0.6);
  const scaled = makeScene(META, choose({ specials: "renorm", least: 0 }), DATA);
  near(scaled.layers[0].matrix[0], 1);
});

test("the parts of the meter make up all attention, each with one meaning", () => {
  const add = ({ words, special, weak, specialHidden, other }) => words + special + weak + specialHidden + other;
  for (const changes of [{}, { specials: "hide" }, { specials: "renorm" }, { pair: "ab" }, { words: true }, { least: 0.41 }]) {
    near(add(makeMeter(META, makeScene(META, choose(changes), DATA))), 1);
  }
  const meter = makeMeter(META, makeScene(META, choose({ least: 0 }), DATA));
  near(meter.special, (0.6 * (TOKENS - 1) + 1 + 0.4 * 2) / TOKENS); // [CLS] by all, each [SEP] by itself
  near(meter.byLabel.get("[SEP]"), 0.8 / TOKENS);
  near(makeMeter(META, makeScene(META, choose({ least: 0.5 }), DATA)).weak, (0.4 * (TOKENS - 1)) / TOKENS);
});

test("the clearest link joins two different words of the text", () => {
  const rows = ROWS.map((row) => [...row]);
  rows[5] = [0, 0, 0, 0.7, 0, 0.3, 0]; // "it" looks at "##s"
  rows[2] = [0, 0, 0, 0.9, 0, 0.1, 0]; // "cat" at the other piece of its own word
  const { r, c, value } = clearest(makeScene(META, choose({ least: 0.05 }), packed(rows)), true);
  assert.deepEqual([r, c], [5, 3]);
  near(value, 0.7);
  assert.equal(clearest(makeScene(META, choose({}), DATA), true), null); // only [CLS] and oneself
});

test("at most so many lines are crisp, and equal ones are not parted", () => {
  const counts = new Uint32Array(256);
  [counts[255], counts[200], counts[100]] = [20, 30, 40];
  assert.deepEqual(strongestOf(counts, 60), { least: 101, count: 50 });
  counts[255] = 100;
  assert.deepEqual(strongestOf(counts, 60, 240), { least: 255, count: 100 });
  assert.equal(strongestOf(counts, 60).count, 0);
});

test("a pair's filter leaves one block", () => {
  const { rows, columns } = axes(META, choose({ pair: "ab" }));
  assert.deepEqual([rows.length, columns.length], [5, 2]);
});

test("the average stands for its heads", () => {
  const two = { ...DATA, heads: 2, bytes: Uint8Array.from([...DATA.bytes, ...DATA.bytes.map(() => 0)]) };
  two.scale = new Uint8Array(2 * TOKENS).fill(255);
  const scene = makeScene(META, choose({ heads: [0, 1], mean: true }), two);
  assert.deepEqual(scene.layers.map((layer) => layer.head), [MEAN]);
  near(scene.layers[0].matrix[TOKENS], 0.3);
});

test("the strongest come in order, of all or of one token", () => {
  const scene = makeScene(META, choose({}), DATA);
  const [first, second] = strongest(scene, null, 3);
  assert.deepEqual([first.r, first.c], [0, 0]);
  near(second.value, 0.6);
  const own = strongest(scene, { side: "query", place: 2 }, 5);
  assert.deepEqual(own.map((line) => line.c), [0, 2]);
});

test("tokens are found by their letters, small and capital alike", () => {
  assert.deepEqual(placesOf(["Cat", "dog", "cats"], " CAT "), [0, 2]);
  assert.deepEqual(placesOf(["Cat"], "  "), []);
});
