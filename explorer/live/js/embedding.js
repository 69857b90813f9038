// The embedding sum of a text in numbers: what explorer/measures/embedding_sum.py says in Python.

import { dot } from "./states.js";

/** @import { Engine } from "./engine.js" */
/** @import { Pass } from "./types.d.ts" */

const TABLES = { word: "word", position: "position", segment: "token_type" };

/**
 * One token's vectors on their way into the first layer, each with its length and its cosine with the sum; and of every
 * token how much of its sum each part makes up, signed: part · sum / |sum|².
 * @param {Engine} engine @param {Pass} pass @param {{ids: number[], segments: number[]}} reading @param {number} at
 */
export function embeddingSum(engine, { hidden }, { ids, segments }, at) {
  const { width } = engine.layout;
  const shares = ids.map((_, token) => sharesOf(partsOf(engine, ids, segments, token)));
  const parts = partsOf(engine, ids, segments, at);
  const sum = added(parts);
  const state = Float32Array.from(engine.floats(hidden[0] + at * width * 4, width));
  const stages = { ...parts, sum, LayerNorm: state };
  return {
    shares,
    stages: Object.entries(stages).map(([name, vector]) => ({
      name,
      vector: Float32Array.from(vector),
      length: length(vector),
      cosine: dot(vector, sum) / (length(vector) * length(sum)),
    })),
  };
}

/** A token's row of each table. @param {Engine} engine */
function partsOf(engine, ids, segments, token) {
  const rows = { word: ids[token], position: token, segment: segments[token] };
  return Object.fromEntries(Object.entries(TABLES).map(([name, table]) => [name, engine.row(table, rows[name])]));
}

function added(parts) {
  const [word, position, segment] = Object.values(parts);
  return word.map((value, i) => value + position[i] + segment[i]);
}

function sharesOf(parts) {
  const sum = added(parts);
  const squared = dot(sum, sum);
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, dot(part, sum) / squared]));
}

const length = (vector) => Math.sqrt(dot(vector, vector));
