// The bundled BERT's forward pass (Devlin et al., 2019), over one memory. Places in it are offsets in bytes.

/** @import { Kernel, Layout, LinearMap, Pass, PlainMemory, Updates } from "./types.d.ts" */

const PAGE = 65536;
const BASE = PAGE; // the kernel's own stack and constants lie below
const FLOAT = 4;
const BLOCK = 1 << 18; // codes that are joined at once: memory that has grown never shrinks
const TABLES = ["word", "position", "token_type"];

export class Engine {
  /**
   * @param {Layout} layout @param {{low: Uint8Array, high: Uint8Array, floats: Uint8Array}} planes
   * @param {Kernel} kernel @param {WebAssembly.Memory | PlainMemory} memory
   */
  constructor(layout, planes, kernel, memory) {
    this.layout = layout;
    this.kernel = kernel;
    this.memory = memory;
    this.top = BASE;
    /** @type {Record<string, number>} name -> where its numbers begin */
    this.at = {};
    /** @type {Record<string, LinearMap>} */
    this.maps = {};
    this.placeFloats(planes.floats);
    this.placeCodes(planes);
  }

  placeFloats(floats) {
    let at = this.take(floats.length);
    this.need(this.top);
    new Uint8Array(this.memory.buffer).set(floats, at);
    for (const [name, length] of this.layout.floats) {
      this.at[name] = at;
      at += length * FLOAT;
    }
  }

  /** Tables stay in two planes, of which a text needs a few rows; what is multiplied is joined. */
  placeCodes({ low, high }) {
    const sizes = this.layout.matrices.map(([, rows, columns]) => rows * columns);
    const tables = sizes.slice(0, TABLES.length).reduce((sum, size) => sum + size, 0);
    const count = low.length - tables;
    let at = this.take(count * 2);
    this.need(this.top + 2 * BLOCK); // beyond the top: activations later, the planes on their way
    const bytes = new Uint8Array(this.memory.buffer);
    for (let from = tables; from < low.length; from += BLOCK) {
      bytes.set(low.subarray(from, from + BLOCK), this.top);
      bytes.set(high.subarray(from, from + BLOCK), this.top + BLOCK);
      this.kernel.joinPlanes(this.top, this.top + BLOCK, at + 2 * (from - tables), Math.min(BLOCK, low.length - from));
    }
    const signed = (plane) => new Int8Array(plane.slice(0, tables).buffer);
    this.tables = { low: signed(low), high: signed(high), rows: {} };
    let row = 0;
    this.layout.matrices.forEach(([name, outputs, inputs], i) => {
      if (i < TABLES.length) {
        this.tables.rows[name] = row;
        row += sizes[i];
      } else {
        this.maps[name] = { codes: at, steps: this.at[`${name}.steps`], bias: this.at[`${name}.bias`], inputs, outputs };
        at += sizes[i] * 2;
      }
    });
  }

  take(bytes) {
    const at = this.top;
    this.top = (at + bytes + 63) & ~63;
    return at;
  }

  need(bytes) {
    const short = bytes - this.memory.buffer.byteLength;
    if (short > 0) this.memory.grow(Math.ceil(short / PAGE));
  }

  /** Numbers at a place; good until the next pass. */
  floats(at, count) {
    return new Float32Array(this.memory.buffer, at, count);
  }

  /** One row of a table. (D) @param {string} table @param {number} row */
  row(table, row, out = new Float64Array(this.layout.width)) {
    this.addRow(out.fill(0), table, row);
    return out;
  }

  addRow(out, table, row) {
    const { low, high, rows } = this.tables;
    const { width } = this.layout;
    const step = this.floats(this.at[`${table}.steps`] + row * FLOAT, 1)[0];
    const from = rows[table] + row * width;
    for (let i = 0; i < width; i++) out[i] += (low[from + i] + 256 * high[from + i]) * step;
  }

  /**
   * A text's ids and segments through the model. The numbers stay in memory until the next pass.
   * @param {number[]} ids @param {number[]} segments @param {Updates | null} updates
   * @returns {Pass}
   */
  forward(ids, segments, updates = null) {
    const base = this.top;
    const pass = this.plan(ids.length);
    this.top = base;
    this.embed(ids, segments, pass);
    const { kernel, at } = this;
    const norm = (name) => ({ gain: at[`${name}.gain`], shift: at[`${name}.shift`] });
    const { width } = this.layout;
    const { tokens, spare } = pass;
    const plus = (x, r, name, y) => kernel.norm(x, r, norm(name), y, tokens, width);
    const linear = (x, name, y) => this.linear(x, name, y, pass, updates);
    plus(spare.sum, spare.zero, "embeddings", pass.hidden[0]);
    pass.layers.forEach((places, layer) => {
      linear(pass.hidden[layer], `${layer}.qkv`, places.qkv);
      this.part(places, tokens);
      kernel.attend({ ...places, out: spare.context }, tokens, pass.stride, width);
      linear(spare.context, `${layer}.mixed`, spare.sum);
      plus(spare.sum, pass.hidden[layer], `${layer}.norm1`, spare.mixed);
      linear(spare.mixed, `${layer}.up`, spare.wide);
      kernel.gelu(spare.wide, tokens * this.layout.inner);
      linear(spare.wide, `${layer}.down`, spare.sum);
      plus(spare.sum, spare.mixed, `${layer}.norm2`, pass.hidden[layer + 1]);
    });
    return pass;
  }

  /** Where everything of a pass lies. @returns {Pass} */
  plan(tokens) {
    const { width, inner, heads, layers } = this.layout;
    const stride = (tokens + 3) & ~3;
    const rows = (columns) => this.take(tokens * columns * FLOAT);
    const list = (count, make) => Array.from({ length: count }, make);
    const hidden = list(layers + 1, () => rows(width));
    const places = list(layers, () => ({ qkv: rows(3 * width), q: rows(width), k: rows(width), v: rows(width), weights: rows(heads * stride) }));
    const spare = { zero: rows(width), sum: rows(width), mixed: rows(width), context: rows(width), wide: rows(inner), rounded: rows(inner) };
    this.need(this.top);
    return { tokens, stride, hidden, layers: places, spare };
  }

  /** Sum of the three tables' rows of each token. (T, D) */
  embed(ids, segments, { spare }) {
    const { width } = this.layout;
    this.floats(spare.zero, ids.length * width).fill(0);
    ids.forEach((id, t) => {
      const row = new Float64Array(width);
      this.addRow(row, "word", id);
      this.addRow(row, "position", t);
      this.addRow(row, "token_type", segments[t]);
      this.floats(spare.sum + t * width * FLOAT, width).set(row);
    });
  }

  /** Queries, keys and values side by side (T, 3 D) into three of (T, D). */
  part({ qkv, q, k, v }, tokens) {
    const f = new Float32Array(this.memory.buffer);
    const { width } = this.layout;
    let from = qkv >> 2;
    for (let t = 0; t < tokens; t++) {
      for (const to of [q, k, v]) {
        f.copyWithin((to >> 2) + t * width, from, from + width);
        from += width;
      }
    }
  }

  linear(x, name, y, { tokens, spare }, updates) {
    const map = this.maps[name];
    this.kernel.linear(x, map, y, tokens, spare.rounded);
    for (const update of updates?.get(name) ?? []) this.addUpdate(x, y, map, tokens, update);
  }

  /** y[:, column...] += (x downᵀ) upᵀ (Hu et al., 2021): a thirtieth of the map's own work. */
  addUpdate(x, y, { inputs, outputs }, tokens, { rank, down, up, column }) {
    const within = new Float64Array(rank);
    const rows = up.length / rank;
    for (let t = 0; t < tokens; t++) {
      const from = this.floats(x + t * inputs * FLOAT, inputs);
      const to = this.floats(y + (t * outputs + column) * FLOAT, rows);
      for (let r = 0; r < rank; r++) {
        let sum = 0;
        for (let k = 0; k < inputs; k++) sum += from[k] * down[r * inputs + k];
        within[r] = sum;
      }
      for (let n = 0; n < rows; n++) for (let r = 0; r < rank; r++) to[n] += within[r] * up[n * rank + r];
    }
  }
}
