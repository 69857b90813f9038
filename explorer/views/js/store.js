// What the view has been given so far: packed buffers, unpacked when they are first looked at.
// In a file each stays where it stands, as base64: what is kept here is how to read it.

/** @import { Meta } from "./types.d.ts" */

const RAW = 0;
const MOST_UNPACKED = 100e6; // bytes

async function unpack(content) {
  const packed = typeof content === "function" ? fromBase64(content()) : content;
  const body = packed.subarray(1);
  if (packed[0] === RAW) return body.slice(); // a copy: 16-bit views need an even offset
  const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const floats = { table: null };

/** 16-bit floats, by a table of all 65,536 of them. */
export function fromHalf(bytes) {
  if (!floats.table) {
    floats.table = new Float32Array(65536);
    for (let bits = 0; bits < 65536; bits++) {
      const sign = bits & 0x8000 ? -1 : 1;
      const exponent = (bits >> 10) & 31;
      const fraction = bits & 1023;
      let value = (1 + fraction / 1024) * 2 ** (exponent - 15);
      if (exponent === 0) value = (fraction / 1024) * 2 ** -14;
      if (exponent === 31) value = fraction ? NaN : Infinity;
      floats.table[bits] = sign * value;
    }
  }
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1);
  return Float32Array.from(halves, (bits) => floats.table[bits]);
}

export class Store {
  /** @param {Meta} meta */
  constructor(meta) {
    this.meta = meta;
    this.packed = new Map();
    this.open = new Map(); // name -> promise of what is in it
    this.ready = new Map(); // name -> what is in it
    this.sizes = new Map(); // name -> bytes unpacked
  }

  put(name, bytes) {
    if (!this.packed.has(name)) this.packed.set(name, bytes);
  }

  has(name) {
    return this.packed.has(name);
  }

  weightsName(part, layer) {
    return `w:${this.meta.parts[part].name}:${layer}`;
  }

  vectorsName(part, layer) {
    return `v:${this.meta.parts[part].name}:${layer}`;
  }

  /** {bytes, scale, heads, queries, keys} when unpacked already, else undefined. */
  weightsNow(part, layer) {
    return this.ready.get(this.weightsName(part, layer));
  }

  weights(part, layer) {
    return this.get(this.weightsName(part, layer), (raw) => {
      const { heads, queries, keys } = this.shape(part);
      const count = heads * queries * keys;
      return { bytes: raw.subarray(0, count), scale: raw.subarray(count), heads, queries, keys };
    });
  }

  vectors(part, layer) {
    return this.get(this.vectorsName(part, layer), (raw) => {
      const { heads, queries, keys } = this.shape(part);
      const { width, valueWidth, scales, masks, maskHeads } = this.meta.parts[part];
      const all = fromHalf(raw);
      let from = 0;
      const take = (count) => all.subarray(from, (from += count));
      const query = take(heads * queries * width);
      const key = take(heads * keys * width);
      const value = take(heads * keys * valueWidth);
      const mask = masks[layer] === "given" ? take(maskHeads[layer] * queries * keys) : null;
      return { query, key, value, mask, scale: scales[layer], kind: masks[layer], maskHeads: maskHeads[layer] };
    });
  }

  shape(part) {
    const { heads, query, key } = this.meta.parts[part];
    const length = (side) => this.meta.sides[side].labels.length;
    return { heads, queries: length(query), keys: length(key) };
  }

  /** The layers above and below are the likeliest to be asked for next. */
  openNear(part, layer) {
    const { layers } = this.meta.parts[part];
    const near = [layer + 1, layer - 1].filter((other) => other >= 0 && other < layers);
    const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 200));
    idle(() => near.forEach((other) => this.weights(part, other)));
  }

  get(name, read) {
    if (!this.packed.has(name)) return Promise.resolve(null);
    if (!this.open.has(name)) {
      this.open.set(
        name,
        unpack(this.packed.get(name)).then((raw) => {
          const content = read(raw);
          this.ready.set(name, content);
          this.sizes.set(name, raw.length);
          this.trim(name);
          return content;
        }),
      );
    }
    return this.open.get(name);
  }

  /** Very long texts: the layers that were opened first are packed away again. */
  trim(latest) {
    let total = 0;
    for (const size of this.sizes.values()) total += size;
    for (const [name, size] of this.sizes) {
      if (total <= MOST_UNPACKED || name === latest) return;
      total -= size;
      for (const map of [this.sizes, this.ready, this.open]) map.delete(name);
    }
  }
}

/** Bytes of a packed buffer, about. */
export const sizeOf = (content) => (typeof content === "function" ? content().length * 0.75 : content.length);

export function toBase64(content) {
  return typeof content === "function" ? content() : encoded(content);
}

function encoded(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) {
    text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  }
  return btoa(text);
}

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
