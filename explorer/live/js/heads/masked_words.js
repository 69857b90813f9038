// BERT's own head for masked words (Devlin et al., 2019): dense, GELU and LayerNorm of the last state, and the word table as output.

import { erf } from "../kernel_js.js";
import { best, overWords } from "./filler.js";
import { layerNorm, linear } from "./nets.js";

/** @import { Engine } from "../engine.js" */
/** @import { Tensors } from "../types.d.ts" */

const EPSILON = 1e-12; // as the body's
const gelu = (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)); // as in the body; the teaching heads have the one by tanh

export class MaskedWords {
  /** @param {Engine} engine @param {Tensors} tensors */
  constructor(engine, tensors) {
    this.engine = engine;
    this.tensors = tensors;
  }

  /** The likeliest tokens at some places: [id, probability] each, the likeliest first. */
  likeliest(ids, segments, places, count) {
    const { engine, tensors } = this;
    const { hidden } = engine.forward(ids, segments);
    const { width } = engine.layout;
    return places.map((place) => {
      const state = engine.floats(hidden.at(-1) + place * width * 4, width);
      const x = layerNorm(tensors, "norm", linear(tensors, "dense", state).map(gelu), EPSILON);
      return best(overWords(engine, x, tensors.bias), count);
    });
  }
}
