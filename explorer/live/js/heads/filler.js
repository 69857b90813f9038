// The teaching head for masked words: low-rank updates of the body, a mix of its states, and the word table as output.
// The same numbers as Filler in explorer/teaching/updated_nets.py.

import { gelu, layerNorm, linear, mixed, softmax, statesOf } from "./nets.js";
import { updatesOf } from "./tensors.js";

/** @import { Engine } from "../engine.js" */
/** @import { Tensors } from "../types.d.ts" */

export class Filler {
  /** @param {Engine} engine @param {Tensors} tensors */
  constructor(engine, tensors) {
    this.engine = engine;
    this.tensors = tensors;
    this.updates = updatesOf(engine, tensors);
  }

  /** The likeliest tokens at some places: [id, probability] each, the likeliest first. */
  likeliest(ids, segments, places, count) {
    const pass = this.engine.forward(ids, segments, this.updates);
    const states = statesOf(this.engine, pass, places);
    return states.map((one) => best(overWords(this.engine, this.readOut(one), this.tensors.bias), count));
  }

  /** Mixed states of one token through dense, GELU and LayerNorm. (D) */
  readOut(states) {
    const { tensors } = this;
    return layerNorm(tensors, "norm", linear(tensors, "dense", mixed(tensors, states)).map(gelu));
  }
}

/** Softmax over the vocabulary; the word table is the output matrix. (V) @param {Engine} engine @param {Float64Array} x (D) @param {Float32Array} bias (V) */
export function overWords(engine, x, bias) {
  const row = new Float64Array(x.length);
  const logits = Float64Array.from(bias, (own, id) => {
    engine.row("word", id, row);
    let sum = own;
    for (let k = 0; k < x.length; k++) sum += x[k] * row[k];
    return sum;
  });
  return softmax(logits);
}

/** The largest probabilities: [id, probability] each. @param {Float64Array} probabilities */
export function best(probabilities, count) {
  const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
  return order.slice(0, count).map((id) => [id, probabilities[id]]);
}
