// Cosine similarity of hidden states, and sentence vectors as the model was trained to give them.

/** @import { Engine } from "./engine.js" */
/** @import { Pass } from "./types.d.ts" */

/** Cosine of every two tokens in one hidden state, (T, T); state 0 is the sum of embeddings. @param {Engine} engine @param {Pass} pass */
export function similarity(engine, { tokens, hidden }, state) {
  const { width } = engine.layout;
  const rows = unitRows(engine.floats(hidden[state], tokens * width), tokens, width);
  const found = new Float32Array(tokens * tokens);
  for (let a = 0; a < tokens; a++) {
    for (let b = 0; b <= a; b++) {
      found[a * tokens + b] = found[b * tokens + a] = dot(rows[a], rows[b]);
    }
  }
  return found;
}

/** The mean of the last state's tokens, of length 1: what this model was trained to compare. @param {Engine} engine @param {Pass} pass */
export function sentenceVector(engine, { tokens, hidden }) {
  const { width } = engine.layout;
  const mean = new Float64Array(width);
  engine.floats(hidden.at(-1), tokens * width).forEach((value, i) => (mean[i % width] += value / tokens));
  return unit(mean);
}

export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function unit(vector) {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return Float64Array.from(vector, (value) => value / length);
}

const unitRows = (numbers, tokens, width) => Array.from({ length: tokens }, (_, t) => unit(numbers.subarray(t * width, (t + 1) * width)));
