// The first screen's picture: which words get a curve, and what is said of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf, route, said, strongest } from "../../../explorer/ui/js/first_screen.js";

const ROW = [0.02, 0.68, 0.04, 0.2, 0.05];
const SENTENCE = {
  name: "", words: ["The", "animal", "was", "it", "tired"], gaps: [], rows: [ROW, ROW, ROW, ROW, ROW],
  chosen: 3, where: "layer 3, head 1",
};

test("the strongest words come first; weak ones and the word itself are left out", () => {
  assert.deepEqual(strongest(ROW, 3), [1, 4, 2]);
});

test("at most five words get a curve", () => {
  assert.equal(strongest(Array(20).fill(0.05), 0).length, 5);
});

test("the sentence names head, word and share", () => {
  assert.equal(said(SENTENCE, 3), "In layer 3, head 1, “it” gives 68 % of its attention to “animal”.");
});

test("a word that attends to no other word says so, and where its attention goes", () => {
  const alone = { ...SENTENCE, rows: [[0, 0, 0, 0, 0.01]] };
  assert.match(said(alone, 0), /“The” gives no other word more than 3 %/);
  assert.match(said(alone, 0), /99 % goes to tokens that are not drawn, such as \[CLS\]/);
});

const box = (left, top) => ({ left, right: left + 40, top, bottom: top + 20 });
const WORDS = [box(0, 100), box(200, 101), box(0, 150), box(200, 150), box(0, 200)];
const LINES = linesOf(WORDS);
const heights = (d) => d.match(/[\d.-]+/g).map(Number).filter((_, place) => place % 2);

test("words that stand beside each other are one line", () => {
  assert.deepEqual(LINES.map(({ top, bottom }) => [top, bottom]), [[100, 121], [150, 170], [200, 220]]);
});

test("a curve between two lines stays in their gap", () => {
  for (const [from, to] of [[3, 0], [0, 3]]) {
    const found = heights(route(WORDS[from], WORDS[to], LINES).d);
    assert.deepEqual([Math.min(...found), Math.max(...found)], [120, 150]);
  }
});

test("a curve within a lower line does not reach the line above", () => {
  assert.ok(Math.min(...heights(route(WORDS[2], WORDS[3], LINES).d)) >= 121);
  assert.ok(Math.min(...heights(route(WORDS[0], WORDS[1], LINES).d)) < 100);
});

test("a curve over several lines goes around those between", () => {
  for (const [from, to] of [[4, 1], [1, 4]]) {
    const across = route(WORDS[from], WORDS[to], LINES).d.match(/[\d.-]+/g).map(Number);
    const [xs, ys] = [0, 1].map((part) => across.filter((_, place) => place % 2 === part));
    const steep = ys.flatMap((y, place) => (place && y !== ys[place - 1] ? [[xs[place], ys[place - 1], y]] : []));
    const through = steep.filter(([, one, other]) => Math.min(one, other) < 150 && Math.max(one, other) > 170);
    assert.equal(through.length, 1);
    assert.ok(through[0][0] < 0 || through[0][0] > 240);
  }
});
