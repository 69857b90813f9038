// Numbers about one head, for sorting and marking heads in the grid. Those that Python has too
// (explorer/measures/head_scores.py) are the same here; a test holds them together.

import { weight } from "./weights.js";

/** @import { Part, Side, Weights } from "./types.d.ts" */

/** Names as Python has them. All 0..1, and NaN where a text cannot have them. */
export const MEASURES = {
  confidence: "Confidence",
  special: "Special tokens",
  first: "First token",
  self: "Self",
  previous: "Previous token",
  next: "Next token",
};

/** Names that stand in links saved earlier. */
export const RENAMED = { peak: "confidence", itself: "self" };

const ONE_TEXT = ["self", "previous", "next"]; // "previous" needs one and the same text

/** [name, words] of the measures that mean something for a part. @param {Part} part */
export function measuresOf(part) {
  const all = Object.entries(MEASURES);
  return part.query === part.key ? all : all.filter(([name]) => !ONE_TEXT.includes(name));
}

/**
 * One measure of one head.
 * @param {string} name @param {Weights} data @param {number} head @param {{query: Side, key: Side}} sides
 */
export function score(name, data, head, sides) {
  if (name === "confidence") return confidence(data, head, sides);
  if (name === "special") return toKeys(data, head, (key) => sides.key.special[key] === 1);
  if (name === "first") return toKeys(data, head, (key) => key === 0);
  return onDiagonal(data, head, { self: 0, previous: -1, next: 1 }[name]);
}

/** A score for people: two or three digits, a dash where there is none. */
export const shown = (value, digits) => (Number.isNaN(value) ? "–" : value.toFixed(digits));

/** Mean of each row's largest weight, [SEP] out of rows and columns (Voita et al., 2019). */
function confidence(data, head, { query: { sep: from }, key: { sep: to } }) {
  let sum = 0;
  let rows = 0;
  for (let query = 0; query < data.queries; query++) {
    if (from[query]) continue;
    rows++;
    let top = 0;
    const row = head * data.queries + query;
    for (let key = 0, i = row * data.keys; key < data.keys; key++, i++) {
      if (data.bytes[i] > top && !to[key]) top = data.bytes[i];
    }
    sum += top * data.scale[row];
  }
  return sum / (255 * 255) / rows;
}

/** Share of all attention that goes to some of the keys. */
function toKeys(data, head, chosen) {
  const keys = [...Array(data.keys).keys()].filter(chosen);
  let sum = 0;
  for (let query = 0; query < data.queries; query++) {
    for (const key of keys) sum += weight(data, head, query, key);
  }
  return sum / data.queries;
}

/** Mean weight on the token so many places on, over the tokens that have one. */
function onDiagonal(data, head, offset) {
  let sum = 0;
  let rows = 0;
  for (let query = 0; query < data.queries; query++) {
    const key = query + offset;
    if (key < 0 || key >= data.keys) continue;
    sum += weight(data, head, query, key);
    rows++;
  }
  return sum / rows;
}
