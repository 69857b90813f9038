// The teaching heads for parts of speech and entities: Tagger in explorer/teaching/nets.py, TaggingHead in heads.py.
// W words, C tags.

import { beside, gelu, layerNorm, linear, mean, mixed, statesOf } from "./nets.js";
import { wordShapes } from "./word_shapes.js";

/** @import { Engine } from "../engine.js" */
/** @import { Pass, Tensors } from "../types.d.ts" */

/**
 * Logits of every word's tags, chained so that the rows agree with one another. (W, C)
 * @param {Engine} engine @param {Pass} pass @param {Tensors} tensors @param {{text: string, tokens: number[]}[]} words of one text
 */
export function tagLogits(engine, pass, tensors, words) {
  const shapes = wordShapes(words.map(({ text }) => text));
  let rows = words.map(({ tokens }, i) => {
    const states = statesOf(engine, pass, tokens);
    const means = states[0].map((_, state) => mean(states.map((one) => one[state])));
    return linear(tensors, "enter", beside([mixed(tensors, means), shapes[i]])).map(gelu);
  });
  for (const step of ["1", "2"]) rows = rows.map((row, i) => windowed(tensors, step, rows, row, i));
  return chained(rows.map((row) => linear(tensors, "leave", row)), tensors);
}

/** A word with its two neighbours, added to itself. */
function windowed(tensors, step, rows, row, i) {
  const none = new Float64Array(row.length);
  const three = beside([rows[i - 1] ?? none, row, rows[i + 1] ?? none]);
  const more = linear(tensors, `window${step}`, three).map(gelu);
  return layerNorm(tensors, `norm${step}`, row.map((value, k) => value + more[k]));
}

/** Score of the best whole sequence that gives each word each tag (Viterbi, 1967). (W, C) @param {Tensors} tensors */
export function chained(scores, tensors) {
  const { chain, start } = tensors;
  const tags = start.length;
  const forward = scores.map((row) => row.slice());
  const backward = scores.map((row) => row.slice());
  forward[0]?.forEach((_, tag) => (forward[0][tag] += start[tag]));
  const largest = (row, along) => row.reduce((most, value, tag) => Math.max(most, value + along(tag)), -Infinity);
  for (let word = 1; word < scores.length; word++) {
    const last = scores.length - word;
    for (let tag = 0; tag < tags; tag++) {
      forward[word][tag] += largest(forward[word - 1], (from) => chain[from * tags + tag]);
      backward[last - 1][tag] += largest(backward[last], (to) => chain[tag * tags + to]);
    }
  }
  return scores.map((row, word) => row.map((own, tag) => forward[word][tag] + backward[word][tag] - own));
}
