// Numbers of a pass as the attention view takes them: what explorer/views/codec.py writes in Python.

/** @import { Pass } from "./types.d.ts" */
/** @import { Engine } from "./engine.js" */

const RAW = 0; // the first byte of a buffer that is not compressed
const STEPS = 255;

/** Attention of every layer: a byte a weight, in steps of its row's own scale. @param {Engine} engine @param {Pass} pass */
export function weightsBuffers(engine, pass) {
  const rows = engine.layout.heads * pass.tokens;
  const found = {};
  pass.layers.forEach(({ weights }, layer) => {
    found[`w:self:${layer}`] = weightsBuffer(engine.floats(weights, rows * pass.stride), rows, pass);
  });
  return found;
}

function weightsBuffer(weights, rows, { tokens, stride }) {
  const out = new Uint8Array(1 + rows * (tokens + 1));
  out[0] = RAW;
  for (let row = 0; row < rows; row++) {
    const from = row * stride;
    let top = 0;
    for (let key = 0; key < tokens; key++) top = Math.max(top, weights[from + key]);
    const scale = Math.min(STEPS, Math.max(1, Math.ceil(top * STEPS)));
    const unit = (STEPS * STEPS) / scale;
    for (let key = 0, to = 1 + row * tokens; key < tokens; key++) out[to + key] = Math.min(STEPS, weights[from + key] * unit + 0.5);
    out[1 + rows * tokens + row] = scale;
  }
  return out;
}

/** Queries, keys and values of every layer, (H, T, d) each, as 16-bit floats. @param {Engine} engine @param {Pass} pass */
export function vectorsBuffers(engine, { tokens, layers }) {
  const { width, heads } = engine.layout;
  const found = {};
  layers.forEach((places, layer) => {
    const out = new Uint8Array(1 + 3 * tokens * width * 2);
    const view = new DataView(out.buffer);
    let to = 1;
    for (const place of [places.q, places.k, places.v]) {
      const numbers = engine.floats(place, tokens * width);
      for (const at of byHead(tokens, width, width / heads)) {
        view.setUint16(to, half(numbers[at]), true);
        to += 2;
      }
    }
    found[`v:self:${layer}`] = out;
  });
  return found;
}

/** Places in (T, D) in the order of (H, T, d). */
function* byHead(tokens, width, each) {
  for (let from = 0; from < width; from += each) {
    for (let t = 0; t < tokens; t++) for (let d = 0; d < each; d++) yield t * width + from + d;
  }
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** A number as the bits of the nearest 16-bit float. */
export function half(number) {
  single[0] = number;
  const sign = (bits[0] >>> 16) & 0x8000;
  const exponent = ((bits[0] >>> 23) & 255) - 112;
  const fraction = bits[0] & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent < -10) return sign;
  if (exponent <= 0) return sign | (((fraction | 0x800000) + (1 << (13 - exponent))) >> (14 - exponent));
  return (sign | (exponent << 10) | (fraction >> 13)) + ((fraction >> 12) & 1);
}
