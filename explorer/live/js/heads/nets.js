// What the teaching heads are made of: explorer/teaching/nets.py on plain arrays. D hidden width, N rows, L layers.

/** @import { Engine } from "../engine.js" */
/** @import { Pass, Tensors } from "../types.d.ts" */

/** GELU by its tanh formula (Hendrycks and Gimpel, 2016). */
export const gelu = (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

function moments(x) {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return { mean, variance: x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length };
}

/** A vector with mean 0 and standard deviation 1. (D) */
export function standardised(x) {
  const { mean, variance } = moments(x);
  const unit = 1 / (Math.sqrt(variance) + 1e-5);
  return Float64Array.from(x, (value) => (value - mean) * unit);
}

export function softmax(x) {
  const top = x.reduce((most, value) => Math.max(most, value), -Infinity);
  const grown = Float64Array.from(x, (value) => Math.exp(value - top));
  const sum = grown.reduce((all, value) => all + value, 0);
  return grown.map((value) => value / sum);
}

/** W x + b, by the tensors "name.weight" (outputs, inputs) and "name.bias". @param {Tensors} tensors @param {string} name */
export function linear(tensors, name, x) {
  const weight = tensors[`${name}.weight`];
  return Float64Array.from(tensors[`${name}.bias`], (bias, n) => {
    let sum = bias;
    for (let k = 0, w = n * x.length; k < x.length; k++, w++) sum += x[k] * weight[w];
    return sum;
  });
}

/** @param {Tensors} tensors @param {string} name */
export function layerNorm(tensors, name, x, epsilon = 1e-5) {
  const [gain, shift] = [tensors[`${name}.weight`], tensors[`${name}.bias`]];
  const { mean, variance } = moments(x);
  const unit = 1 / Math.sqrt(variance + epsilon);
  return x.map((value, i) => (value - mean) * unit * gain[i] + shift[i]);
}

/** Vectors side by side as one. @param {ArrayLike<number>[]} rows */
export function beside(rows) {
  const out = new Float64Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    out.set(row, at);
    at += row.length;
  }
  return out;
}

/** Mean of vectors of one length. @param {Float64Array[]} rows */
export function mean(rows) {
  const out = new Float64Array(rows[0].length);
  for (const row of rows) row.forEach((value, i) => (out[i] += value / rows.length));
  return out;
}

/** Standardised states of some tokens, each a list over the L + 1 states. @param {Engine} engine @param {Pass} pass @param {number[]} places */
export function statesOf(engine, { hidden }, places) {
  const { width } = engine.layout;
  return places.map((at) => hidden.map((place) => standardised(engine.floats(place + at * width * 4, width))));
}

/** One token's states mixed by the head's weights, standardised again (Tenney et al., 2019). (D) @param {Tensors} tensors */
export function mixed({ mix }, states) {
  const out = new Float64Array(states[0].length);
  softmax(mix).forEach((share, state) => states[state].forEach((value, i) => (out[i] += share * value)));
  return standardised(out);
}
