// What needs no model: tags chained and joined to entities, the best span of an answer, principal components.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bestSpans } from "../../../explorer/live/js/heads/reader.js";
import { chained } from "../../../explorer/live/js/heads/tagger.js";
import { entities, ofTokens } from "../../../explorer/live/js/heads/tags.js";
import { jacobi, principal } from "../../../explorer/live/js/projection.js";

const near = (found, wanted, most = 1e-9) => assert.ok(Math.abs(found - wanted) <= most, `${found} is not ${wanted}`);

test("the largest number of each row belongs to the best sequence of all", () => {
  const scores = [[1, 0], [0, 0.5], [2, 0]].map((row) => Float64Array.from(row));
  const chain = Float32Array.of(0, -1, -1, 0); // a change of tags costs 1
  const rows = chained(scores, { chain, start: Float32Array.of(0, 0) });
  const best = (tags) => tags.reduce((sum, tag, i) => sum + scores[i][tag] - (i && tag !== tags[i - 1] ? 1 : 0), 0);
  const every = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => [bits & 1, (bits >> 1) & 1, (bits >> 2) & 1]);
  rows.forEach((row, word) =>
    row.forEach((found, tag) => near(found, Math.max(...every.filter((tags) => tags[word] === tag).map(best)))));
});

test("a later piece goes on with the entity that the first began", () => {
  const labels = ["O", "B-PER", "I-PER"];
  const found = ofTokens([Float64Array.of(0, 5, 1), Float64Array.of(3, 0, 1)], [{ tokens: [1, 2] }, { tokens: [3] }], labels);
  assert.deepEqual(found.map(([place, row]) => [place, ...row]), [[1, 0, 5, 1], [2, 0, 1, 5], [3, 3, 0, 1]]);
});

test("neighbours of one kind are one entity, unless one begins anew or stands in the other text", () => {
  const word = (label, place, segment = 0) => ({ label, score: place / 10, next: { label: "O", score: 0 }, places: [place], segment });
  const words = [word("B-PER", 1), word("I-PER", 2), word("B-PER", 3), word("O", 4), word("I-LOC", 5), word("I-LOC", 6, 1)];
  assert.deepEqual(entities(words).map(({ kind, places }) => [kind, ...places]), [["PER", 1, 2], ["PER", 3], ["LOC", 5], ["LOC", 6]]);
  near(entities(words)[0].score, 0.15);
});

test("an answer ends where it begins or after, and is no longer than fifteen tokens", () => {
  const logits = Array.from({ length: 20 }, () => Float64Array.of(0, 0));
  logits[18][0] = 9; // the likeliest start stands behind the likeliest end
  logits[2][1] = 9;
  const spans = bestSpans(logits, 300);
  assert.ok(spans.every(({ first, last }) => last >= first && last - first < 15));
  assert.equal(spans.length, 20 * 15 - (14 * 15) / 2);
  const sum = spans.reduce((total, { score }) => total + score, 0);
  assert.ok(sum < 1);
});

test("points on a line are seen along it, and all of the variance is kept", () => {
  const rows = [-3, -1, 0, 4].map((along) => Float64Array.of(2 + 3 * along, 1 - 4 * along, 0, 7));
  const { points, explained } = principal(rows);
  near(explained[0], 1);
  near(Math.abs(points[3][0] - points[0][0]), 5 * 7, 1e-6);
  assert.ok(points.every(([, second]) => Math.abs(second) < 1e-6));
});

test("Jacobi's rotations give eigenvalues and vectors, the largest first", () => {
  const { values, vectors } = jacobi([[2, 1, 0], [1, 2, 0], [0, 0, 9]]);
  [9, 3, 1].forEach((wanted, i) => near(values[i], wanted));
  near(Math.abs(vectors[1][0]), Math.SQRT1_2);
  near(vectors[1][0], vectors[1][1]);
});
