// The teaching head that answers questions: Reader in explorer/teaching/updated_nets.py, spans as explorer/tasks/answer.py ranks them.

import { gelu, linear, mixed, softmax, statesOf } from "./nets.js";
import { updatesOf } from "./tensors.js";

/** @import { Engine } from "../engine.js" */
/** @import { Tensors } from "../types.d.ts" */

const LONGEST = 15; // tokens of an answer

export class Reader {
  /** @param {Engine} engine @param {Tensors} tensors */
  constructor(engine, tensors) {
    this.engine = engine;
    this.tensors = tensors;
    this.updates = updatesOf(engine, tensors);
  }

  /** Logits of start and end of each of the passage's tokens, (S, 2). @param {number[]} inside their places */
  logits(ids, segments, inside) {
    const pass = this.engine.forward(ids, segments, this.updates);
    const rows = statesOf(this.engine, pass, inside).map((states) => mixed(this.tensors, states));
    return rows.map((row) => linear(this.tensors, "leave", linear(this.tensors, "enter", row).map(gelu)));
  }
}

/**
 * The likeliest spans: p(start) p(end), each a softmax over the passage and [CLS], whose logit is the lowest of all.
 * @param {Float64Array[]} logits (S, 2) @param {number} count @returns {{first: number, last: number, score: number}[]}
 */
export function bestSpans(logits, count) {
  const lowest = Math.min(...logits.flatMap((row) => [...row]));
  const [start, end] = [0, 1].map((column) => softmax([...logits.map((row) => row[column]), lowest]));
  const found = [];
  logits.forEach((_, first) => {
    for (let last = first; last < Math.min(logits.length, first + LONGEST); last++) found.push({ first, last, score: start[first] * end[last] });
  });
  return found.sort((a, b) => b.score - a.score).slice(0, count);
}
