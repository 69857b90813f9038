// A teaching head's file as the app ships it: explorer/teaching/shipped/*.safetensors.

import { fromHalf } from "../../../views/js/store.js";

/** @import { Engine } from "../engine.js" */
/** @import { Tensors, Updates } from "../types.d.ts" */

const PLACES = {
  "attention/self/query": ["qkv", 0],
  "attention/self/key": ["qkv", 1],
  "attention/self/value": ["qkv", 2],
  "attention/output/dense": ["mixed", 0],
  "intermediate/dense": ["up", 0],
  "output/dense": ["down", 0],
};

/** name -> numbers, from the bytes of a safetensors file of 16- and 32-bit floats. @param {Uint8Array} bytes @returns {Tensors} */
export function readTensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const begin = 8 + Number(view.getBigUint64(0, true));
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, begin)));
  delete head.__metadata__;
  const found = {};
  for (const [name, { dtype, data_offsets: [from, to] }] of Object.entries(head)) {
    const own = bytes.slice(begin + from, begin + to);
    found[name] = dtype === "F16" ? fromHalf(own) : new Float32Array(own.buffer);
  }
  return found;
}

/** The low-rank updates of the body that a head's tensors hold, by the engine's names. @param {Engine} engine @param {Tensors} tensors */
export function updatesOf(engine, tensors) {
  /** @type {Updates} */
  const updates = new Map();
  const { width, inner } = engine.layout;
  for (const [name, down] of Object.entries(tensors)) {
    const found = /^downs\.(\d+)\/(.*)$/.exec(name);
    if (!found) continue;
    const [short, part] = PLACES[found[2]];
    const rank = down.length / (short === "down" ? inner : width);
    const update = { rank, down, up: tensors[`ups.${found[1]}/${found[2]}`], column: part * width };
    const key = `${found[1]}.${short}`;
    updates.set(key, [...(updates.get(key) ?? []), update]);
  }
  return updates;
}
