// How one head computes one token's weights, from its vectors to its output.

/** @import { Vectors } from "./types.d.ts" */

/**
 * One query token's computation: dot (q·k), score (times scale, plus mask), weight (softmax) for
 * each key, and output (the weighted sum of the values).
 * @param {Vectors} vectors @param {{queries: number, keys: number, width: number, valueWidth: number}} sizes
 * @param {number} head @param {number} query
 */
export function compute(vectors, { queries, keys, width, valueWidth }, head, query) {
  const q = vectors.query.subarray((head * queries + query) * width).subarray(0, width);
  const keyOf = (key) => vectors.key.subarray((head * keys + key) * width).subarray(0, width);
  const valueOf = (key) => vectors.value.subarray((head * keys + key) * valueWidth).subarray(0, valueWidth);
  const dot = new Float32Array(keys);
  const score = new Float32Array(keys);
  for (let key = 0; key < keys; key++) {
    const k = keyOf(key);
    for (let i = 0; i < width; i++) dot[key] += q[i] * k[i];
    score[key] = dot[key] * vectors.scale + maskAt(vectors, head, query, key, queries, keys);
  }
  const weight = softmax(score);
  const output = new Float32Array(valueWidth);
  for (let key = 0; key < keys; key++) {
    const v = valueOf(key);
    for (let i = 0; i < valueWidth; i++) output[i] += weight[key] * v[i];
  }
  return { q, keyOf, valueOf, dot, score, weight, output, width, valueWidth, keys, query, head };
}

function maskAt({ mask, kind, maskHeads }, head, query, key, queries, keys) {
  if (kind === "causal") return key > query ? -Infinity : 0;
  if (kind !== "given") return 0;
  const of = maskHeads === 1 ? 0 : head;
  return mask[(of * queries + query) * keys + key];
}

function softmax(scores) {
  let top = -Infinity;
  for (const score of scores) top = Math.max(top, score);
  const weights = scores.map((score) => Math.exp(score - top));
  let sum = 0;
  for (const weight of weights) sum += weight;
  return weights.map((weight) => weight / sum);
}

/** The largest size of a number in each kind of strip: what full colour stands for. */
export function ranges(steps) {
  const top = { vector: 0, product: 0, value: 0 };
  const size = (name, number) => {
    if (Math.abs(number) > top[name]) top[name] = Math.abs(number);
  };
  for (const number of steps.q) size("vector", number);
  for (const number of steps.output) size("value", number);
  for (let key = 0; key < steps.keys; key++) {
    const k = steps.keyOf(key);
    const v = steps.valueOf(key);
    for (let i = 0; i < steps.width; i++) {
      size("vector", k[i]);
      size("product", k[i] * steps.q[i]);
    }
    for (let i = 0; i < steps.valueWidth; i++) size("value", v[i] * steps.weight[key]);
  }
  return top;
}
