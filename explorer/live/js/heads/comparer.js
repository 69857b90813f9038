// The teaching heads for two texts, each read on its own: Comparer in explorer/teaching/nets.py (after Parikh et al., 2016).

import { dot } from "../states.js";
import { weighted } from "./classifier.js";
import { beside, gelu, linear, mean, mixed, softmax } from "./nets.js";

/** @import { Tensors } from "../types.d.ts" */

/** Logits of the labels, from the states of both texts' tokens. @param {Tensors} tensors @param {Float64Array[][]} first @param {Float64Array[][]} second */
export function pairLogits(tensors, first, second) {
  const [x, y] = [first, second].map((states) => states.map((one) => linear(tensors, "enter", mixed(tensors, one)).map(gelu)));
  const [u, v] = [first, second].map((states) => states[0].map((_, state) => mean(states.map((one) => one[state]))));
  const [p, q] = [u, v].map((means) => linear(tensors, "whole", means.at(-1)));
  const pooled = [...poolOf(tensors, x, y), ...poolOf(tensors, y, x)];
  const cosines = u.map((row, state) => 4 * cosine(row, v[state]));
  const features = beside([...pooled, p, q, p.map((a, i) => Math.abs(a - q[i])), p.map((a, i) => a * q[i]), cosines]);
  return linear(tensors, "leave", linear(tensors, "join", features).map(gelu));
}

/** Mean and maximum over the rows of x, each compared with its match in y. */
function poolOf(tensors, x, y) {
  const keys = y.map((row) => linear(tensors, "find", row));
  const rows = x.map((row) => {
    const query = linear(tensors, "find", row);
    const root = Math.sqrt(query.length);
    const match = weighted(y, softmax(keys.map((key) => dot(query, key) / root)));
    const both = beside([row, match, row.map((value, i) => Math.abs(value - match[i])), row.map((value, i) => value * match[i])]);
    return linear(tensors, "compare", both).map(gelu);
  });
  const most = rows[0].map((_, i) => rows.reduce((top, row) => Math.max(top, row[i]), -Infinity));
  return [mean(rows), most];
}

const cosine = (a, b) => dot(a, b) / Math.max(1e-8, Math.sqrt(dot(a, a) * dot(b, b)));
