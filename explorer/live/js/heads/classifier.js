// The teaching head for sentiment: Classifier in explorer/teaching/nets.py. C inner width.

import { beside, gelu, linear, mean, mixed, softmax } from "./nets.js";

/** @import { Tensors } from "../types.d.ts" */

/** Logits of the labels, from the states of a text's tokens. @param {Tensors} tensors @param {Float64Array[][]} states */
export function labelLogits(tensors, states) {
  const rows = states.map((one) => linear(tensors, "enter", mixed(tensors, one)).map(gelu)); // (N, C)
  const looks = rows.map((row) => linear(tensors, "look", row)); // (N, looks)
  const means = [...looks[0].keys()].map((look) => weighted(rows, softmax(looks.map((one) => one[look]))));
  return linear(tensors, "leave", linear(tensors, "join", beside([...means, mean(rows)])).map(gelu));
}

/** A sum of vectors by their weights. @param {Float64Array[]} rows @param {Float64Array} weights */
export function weighted(rows, weights) {
  const out = new Float64Array(rows[0].length);
  rows.forEach((row, n) => row.forEach((value, i) => (out[i] += weights[n] * value)));
  return out;
}
