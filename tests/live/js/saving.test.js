// What rooms save, as far as it needs no browser: numbers, labels that share a place, words for tags.

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawFilm, filmOf, groupsOf } from "../../../explorer/live/js/film_drawing.js";
import { inWords } from "../../../explorer/live/js/rooms/task_tags.js";
import { between, matrixRows, strongest } from "../../../explorer/live/js/rooms/said.js";
import { csvOf, svgOf } from "../../../explorer/live/js/sheet.js";
import { SvgPen } from "../../../explorer/views/js/renderers.js";
import { SIDE } from "../../views/js/support.js";

// Letters of seven pixels, for what measures text.
globalThis.document = { createElement: () => ({ getContext: () => ({ measureText: (text) => ({ width: 7 * text.length }) }) }) };

const LOOK = { background: "#fff", text: "#000", faint: "#666", line: "#ddd", accent: "#00f", font: "mono", sans: "sans" };
const META = { model: { label: "tiny, weights rounded", revision: null }, sides: [{ ...SIDE, dropped: 12 }], exact: "" };
const sheet = { name: "x", title: "X", said: "It says 0.5.", shown: ["layer 3, head 1"], meta: META, blocks: [], rows: [["token", "share"], ["=1+1", 0.123456]] };

test("numbers are saved to four digits, formulas as text, and a cut text says so last", () => {
  const lines = csvOf(sheet).split("\r\n");
  assert.deepEqual(lines, ["\ufefftoken,share", "'=1+1,0.1235", '"Text cut to 7 tokens, 12 left out."', ""]);
});

test("a saved picture names model, place, what was left out, and the text", () => {
  const plain = svgOf(sheet, LOOK).replace(/<[^>]*>|[\u2068\u2069]/g, " ");
  for (const said of ["It says 0.5.", "tiny, weights rounded", "layer 3, head 1", "text cut to 7 tokens, 12 left out", "“the cats | it”"]) {
    assert.ok(plain.includes(said), said);
  }
});

test("a path is closed where it is filled, and upward text is turned", () => {
  const pen = new SvgPen(LOOK);
  pen.path([[0, 0], [4, 0.005], [2, 3]], { fill: "#123" });
  pen.path([[0, 0], [4, 1]], { stroke: "#123" });
  pen.text("a<b", 10, 20, { size: 12, upward: true });
  assert.match(pen.marks[0], /^<polygon points="0,0 4,0.01 2,3" fill="#123"/);
  assert.match(pen.marks[1], /^<polyline .*fill="none" stroke="#123"/);
  assert.match(pen.marks[2], /rotate\(-90 10 20\).*a&#60;b/);
});

test("a matrix has its tokens with their places on both sides", () => {
  assert.deepEqual(matrixRows("query", ["a", "a"], Float32Array.of(1, 2, 3, 4)), [["query", "0 a", "1 a"], ["0 a", 1, 2], ["1 a", 3, 4]]);
});

test("the strongest pairs come first, without special tokens and equal words", () => {
  const side = { labels: ["[CLS]", "a", "b", "a"], special: [1, 0, 0, 0] };
  const matrix = Float32Array.from([9, 9, 9, 9, 9, 0, 0.5, 8, 9, 0.25, 0, 0.75, 9, 7, 0.125, 0]);
  assert.deepEqual(strongest(side, matrix, false).map(({ a, b }) => [a, b]), [[2, 3], [1, 2], [2, 1], [3, 2]]);
  assert.deepEqual(strongest(side, matrix, true).map(({ a, b }) => [a, b]), [[2, 3], [1, 2]]);
  assert.equal(between("א", "→", "b"), "\u200e\u2068א\u2069 → \u2068b\u2069");
});

test("equal words close together are one group, others are not", () => {
  const here = [[0, 0], [10, 0], [200, 0], [5, 5], [0, 30]];
  assert.deepEqual(groupsOf(["a", "a", "a", "b", "a"], here).map(({ places }) => places), [[0, 1, 4], [2], [3]]);
});

test("a word that stands 126 times has a few labels that count it, and all its points", () => {
  const count = 126;
  const side = { ...SIDE, labels: Array(count).fill("the"), special: Array(count).fill(0), second: Array(count).fill(0) };
  const points = Array.from({ length: count }, (_, i) => [i % 3, Math.floor(i / 3) / 10]);
  const drawn = { texts: [], boxes: 0 };
  const pen = { path: () => {}, box: () => drawn.boxes++, text: (text) => drawn.texts.push(text) };
  drawFilm(pen, LOOK, filmOf(side, [points]), { state: 0, part: 0, size: [600, 400] });
  const counts = drawn.texts.filter((text) => text.startsWith("×")).map((text) => Number(text.slice(2)));
  assert.equal(drawn.boxes, count);
  assert.ok(counts.length > 0 && drawn.texts.length < 60);
  assert.ok(counts.reduce((sum, one) => sum + one, 0) <= count);
});

test("tags are said in plain words, with the tag behind", () => {
  assert.deepEqual(["B-LOC", "I-PER", "DET", "O", "XYZ"].map(inWords), ["place (LOC)", "person (PER)", "determiner (DET)", "no name", "XYZ"]);
});
