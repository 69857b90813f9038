// The teaching head for masked words: low-rank updates of the body, a mix of its states, and the word table as output.
// The same numbers as explorer/teaching/updated_nets.py; the file is explorer/teaching/shipped/fill-mask.safetensors.

import { fromHalf } from "../../views/js/store.js";

/** @import { Engine } from "./engine.js" */
/** @import { Updates } from "./types.d.ts" */

const PLACES = {
  "attention/self/query": ["qkv", 0],
  "attention/self/key": ["qkv", 1],
  "attention/self/value": ["qkv", 2],
  "attention/output/dense": ["mixed", 0],
  "intermediate/dense": ["up", 0],
  "output/dense": ["down", 0],
};

/** name -> Float32Array, from the bytes of a safetensors file of 16- and 32-bit floats. @param {Uint8Array} bytes */
export function readTensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const begin = 8 + Number(view.getBigUint64(0, true));
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, begin)));
  delete head.__metadata__;
  /** @type {Record<string, Float32Array>} */
  const found = {};
  for (const [name, { dtype, data_offsets: [from, to] }] of Object.entries(head)) {
    const own = bytes.slice(begin + from, begin + to);
    found[name] = dtype === "F16" ? fromHalf(own) : new Float32Array(own.buffer);
  }
  return found;
}

export class Filler {
  /** @param {Engine} engine @param {Uint8Array} bytes */
  constructor(engine, bytes) {
    this.engine = engine;
    this.tensors = readTensors(bytes);
    /** @type {Updates} */
    this.updates = new Map();
    const { width, inner } = engine.layout;
    for (const [name, down] of Object.entries(this.tensors)) {
      const found = /^downs\.(\d+)\/(.*)$/.exec(name);
      if (!found) continue;
      const [short, part] = PLACES[found[2]];
      const rank = down.length / (short === "down" ? inner : width);
      const update = { rank, down, up: this.tensors[`ups.${found[1]}/${found[2]}`], column: part * width };
      const key = `${found[1]}.${short}`;
      this.updates.set(key, [...(this.updates.get(key) ?? []), update]);
    }
  }

  /** The likeliest tokens at some places: [id, probability] each, the likeliest first. */
  likeliest(ids, segments, places, count) {
    const pass = this.engine.forward(ids, segments, this.updates);
    const rows = places.map((at) => this.readOut(pass, at));
    return rows.map((row) => best(this.probabilities(row), count));
  }

  /** Mixed states of one token through dense, GELU (tanh) and LayerNorm. (D) */
  readOut({ hidden }, at) {
    const { mix, "dense.weight": weight, "dense.bias": bias, "norm.weight": gain, "norm.bias": shift } = this.tensors;
    const { width } = this.engine.layout;
    const shares = softmax(mix);
    const mixed = new Float64Array(width);
    hidden.forEach((place, state) => {
      const row = standardised(this.engine.floats(place + at * width * 4, width));
      row.forEach((value, i) => (mixed[i] += shares[state] * value));
    });
    const x = standardised(mixed);
    const y = x.map((_, n) => {
      let sum = bias[n];
      for (let k = 0; k < width; k++) sum += x[k] * weight[n * width + k];
      return 0.5 * sum * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (sum + 0.044715 * sum ** 3)));
    });
    const { mean, variance } = moments(y);
    return y.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * gain[i] + shift[i]);
  }

  /** Softmax over the vocabulary; the word table is the output matrix. (V) */
  probabilities(x) {
    const { bias } = this.tensors;
    const row = new Float64Array(x.length);
    const logits = Float64Array.from(bias, (own, id) => {
      this.engine.word(id, row);
      let sum = own;
      for (let k = 0; k < x.length; k++) sum += x[k] * row[k];
      return sum;
    });
    return softmax(logits);
  }
}

function moments(x) {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return { mean, variance: x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length };
}

function standardised(x) {
  const { mean, variance } = moments(x);
  return Float64Array.from(x, (value) => (value - mean) / (Math.sqrt(variance) + 1e-5));
}

function softmax(x) {
  const top = x.reduce((most, value) => Math.max(most, value), -Infinity);
  const grown = Float64Array.from(x, (value) => Math.exp(value - top));
  const sum = grown.reduce((all, value) => all + value, 0);
  return grown.map((value) => value / sum);
}

function best(probabilities, count) {
  const order = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
  return order.slice(0, count).map((id) => [id, probabilities[id]]);
}
