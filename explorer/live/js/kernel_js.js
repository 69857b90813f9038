// The forward pass's arithmetic in plain JavaScript, over the same memory as the WebAssembly kernel: for browsers without it.

/** @import { Kernel, LinearMap, PlainMemory } from "./types.d.ts" */

const HEAD = 32;
const PANEL = 8;
const PAGE = 65536;
const ABOVE = [-2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5, -7.34990630326855e-4, -2.95459980854025e-3, -1.60960333262415e-2];
const BELOW = [-1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3, -1.42647390514189e-2];

/** An array that is copied to grow, in place of WebAssembly's memory. @returns {PlainMemory} */
export function plainMemory(bytes = PAGE) {
  return {
    buffer: new ArrayBuffer(bytes),
    grow(pages) {
      const more = new ArrayBuffer(this.buffer.byteLength + pages * PAGE);
      new Uint8Array(more).set(new Uint8Array(this.buffer));
      this.buffer = more;
    },
  };
}

/** As erf4 in kernel_dot.c. */
export function erf(x) {
  const z = Math.min(4, Math.max(-4, x));
  const polynomial = (terms) => terms.reduce((sum, term) => sum * z * z + term, 0);
  return (z * polynomial(ABOVE)) / polynomial(BELOW);
}

/** @param {PlainMemory | WebAssembly.Memory} memory @returns {Kernel} */
export function plainKernel(memory) {
  const floats = () => new Float32Array(memory.buffer);
  return {
    name: "plain JavaScript",
    joinPlanes(low, high, codes, count) {
      const bytes = new Int8Array(memory.buffer);
      const joined = new Int16Array(memory.buffer, codes, count);
      for (let i = 0; i < count; i++) joined[i] = bytes[low + i] + 256 * bytes[high + i];
    },
    gelu(x, count) {
      const f = floats();
      for (let i = x >> 2; i < (x >> 2) + count; i++) f[i] = 0.5 * f[i] * (1 + erf(f[i] * Math.SQRT1_2));
    },
    norm: (x, r, { gain, shift }, y, tokens, width) => {
      for (let t = 0; t < tokens; t++) {
        const row = (at) => new Float32Array(memory.buffer, at + t * width * 4, width);
        normRow(row(x), row(r), new Float32Array(memory.buffer, gain, width), new Float32Array(memory.buffer, shift, width), row(y));
      }
    },
    attend: (places, tokens, stride, width) => attend(floats(), places, tokens, stride, width),
    linear: (x, map, y, tokens) => linear(memory, x, map, y, tokens),
  };
}

function normRow(x, r, gain, shift, y) {
  let mean = 0;
  for (let i = 0; i < y.length; i++) mean += y[i] = x[i] + r[i];
  mean /= y.length;
  let squares = 0;
  for (let i = 0; i < y.length; i++) squares += (y[i] - mean) ** 2;
  const unit = 1 / Math.sqrt(squares / y.length + 1e-12);
  for (let i = 0; i < y.length; i++) y[i] = (y[i] - mean) * unit * gain[i] + shift[i];
}

function attend(f, places, tokens, stride, width) {
  const [q, k, v, weights, out] = [places.q, places.k, places.v, places.weights, places.out].map((at) => at >> 2);
  const sum = new Float64Array(HEAD);
  let row = weights;
  for (let at = 0; at < width; at += HEAD) {
    for (let i = 0; i < tokens; i++, row += stride) {
      scores(f, q + i * width + at, k + at, row, tokens, width);
      softmax(f, row, tokens, stride);
      sum.fill(0);
      for (let j = 0; j < tokens; j++) {
        const weight = f[row + j];
        for (let d = 0, value = v + j * width + at; d < HEAD; d++) sum[d] += weight * f[value + d];
      }
      f.set(sum, out + i * width + at);
    }
  }
}

function scores(f, query, keys, row, tokens, width) {
  const root = 1 / Math.sqrt(HEAD);
  for (let j = 0; j < tokens; j++) {
    let sum = 0;
    for (let d = 0, key = keys + j * width; d < HEAD; d++) sum += f[query + d] * f[key + d];
    f[row + j] = sum * root;
  }
}

function softmax(f, row, tokens, stride) {
  let top = -Infinity;
  for (let j = 0; j < tokens; j++) top = Math.max(top, f[row + j]);
  let sum = 0;
  for (let j = 0; j < tokens; j++) sum += f[row + j] = Math.exp(f[row + j] - top);
  for (let j = 0; j < tokens; j++) f[row + j] /= sum;
  f.fill(0, row + tokens, row + stride);
}

/** @param {LinearMap} map */
function linear(memory, x, map, y, tokens) {
  const { inputs, outputs } = map;
  const f = new Float32Array(memory.buffer);
  const codes = new Int16Array(memory.buffer, map.codes, inputs * outputs);
  const rows = new Float64Array(tokens * inputs);
  rows.set(f.subarray(x >> 2, (x >> 2) + rows.length));
  const panel = new Float64Array(inputs * PANEL);
  for (let n = 0; n < outputs; n += PANEL) {
    unpackPanel(codes.subarray(n * inputs, (n + PANEL) * inputs), panel);
    const [steps, bias] = [map.steps, map.bias].map((at) => f.subarray((at >> 2) + n, (at >> 2) + n + PANEL));
    for (let t = 0; t < tokens; t += 4) {
      const some = rows.subarray(t * inputs, Math.min(tokens, t + 4) * inputs);
      const out = f.subarray((y >> 2) + t * outputs + n);
      if (t + 4 <= tokens) fourTokens(some, panel, steps, bias, out, outputs);
      else for (let i = 0; i < tokens - t; i++) oneToken(some.subarray(i * inputs, (i + 1) * inputs), panel, steps, bias, out.subarray(i * outputs));
    }
  }
}

/** Codes of (K / 2, 8, 2) as floats of (K, 8). */
function unpackPanel(codes, panel) {
  for (let i = 0; i < codes.length; i += 16) {
    for (let c = 0; c < PANEL; c++) {
      panel[i + c] = codes[i + 2 * c];
      panel[i + PANEL + c] = codes[i + 2 * c + 1];
    }
  }
}

/** Two outputs of four tokens at a time: as many sums as a processor has registers for. */
function fourTokens(x, panel, steps, bias, y, outputs) {
  const inputs = x.length >> 2;
  for (let c = 0; c < PANEL; c += 2) {
    let a0 = 0, a1 = 0, a2 = 0, a3 = 0, b0 = 0, b1 = 0, b2 = 0, b3 = 0;
    for (let k = 0, w = c; k < inputs; k++, w += PANEL) {
      const u = panel[w];
      const v = panel[w + 1];
      const p = x[k];
      const q = x[inputs + k];
      const r = x[2 * inputs + k];
      const s = x[3 * inputs + k];
      a0 += p * u;
      b0 += p * v;
      a1 += q * u;
      b1 += q * v;
      a2 += r * u;
      b2 += r * v;
      a3 += s * u;
      b3 += s * v;
    }
    [a0, a1, a2, a3].forEach((sum, t) => (y[t * outputs + c] = sum * steps[c] + bias[c]));
    [b0, b1, b2, b3].forEach((sum, t) => (y[t * outputs + c + 1] = sum * steps[c + 1] + bias[c + 1]));
  }
}

function oneToken(x, panel, steps, bias, y) {
  for (let c = 0; c < PANEL; c++) {
    let sum = 0;
    for (let k = 0, w = c; k < x.length; k++, w += PANEL) sum += x[k] * panel[w];
    y[c] = sum * steps[c] + bias[c];
  }
}
