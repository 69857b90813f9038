// Every head of every layer as a small picture, and its scores.

import { sidesOf } from "./scene.js";
import { MEASURES, score } from "./scores.js";

/** @import { View } from "./view.js" */

const MOST_PIXELS = 64; // larger heads are drawn by the largest weight of each block

/** Pictures of all heads of one part, made once, layer by layer as the weights arrive. */
export class Thumbnails {
  /** @param {View} view @param {number} part */
  constructor(view, part) {
    this.view = view;
    this.part = part;
    this.heads = new Map(); // "layer:head" -> {pixels, width, height, top}
    this.painted = new Map();
    this.scores = new Map(); // "layer:head" -> {measure: number}
  }

  async fill(progress) {
    const { layers } = this.view.meta.parts[this.part];
    for (let layer = 0; layer < layers; layer++) {
      if (this.heads.has(`${layer}:0`)) continue;
      const data = await this.view.store.weights(this.part, layer);
      if (!data) continue;
      for (let head = 0; head < data.heads; head++) {
        this.heads.set(`${layer}:${head}`, pooled(data, head));
        this.measureHead(data, layer, head);
      }
      if (progress) progress();
    }
  }

  get complete() {
    const { layers, heads } = this.view.meta.parts[this.part];
    return this.heads.size === layers * heads;
  }

  score(name, layer, head) {
    const data = this.scores.has(`${layer}:${head}`) ? null : this.view.store.weightsNow(this.part, layer);
    if (data) this.measureHead(data, layer, head);
    return this.scores.get(`${layer}:${head}`)?.[name] ?? NaN;
  }

  measureHead(data, layer, head) {
    const sides = sidesOf(this.view.meta, this.part);
    const scores = Object.keys(MEASURES).map((name) => [name, score(name, data, head, sides)]);
    this.scores.set(`${layer}:${head}`, Object.fromEntries(scores));
  }

  /** A canvas with one head's picture in today's colours. */
  paint(layer, head) {
    const { look, choice } = this.view;
    const style = `${look.background}${look.theme}${choice.scale}`;
    if (this.style !== style) this.painted.clear();
    this.style = style;
    const at = `${layer}:${head}`;
    const thumb = this.heads.get(at);
    if (thumb && !this.painted.has(at)) this.painted.set(at, this.coloured(thumb));
    return this.painted.get(at);
  }

  coloured({ pixels, width, height, top }) {
    const { look, choice, meta } = this.view;
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    const out = new Uint32Array(image.data.buffer);
    const unit = choice.scale === "own" ? 255 / Math.max(top, 1) : 1;
    for (let i = 0; i < out.length; i++) out[i] = look.sequential[Math.min(255, Math.round(pixels[i] * unit))];
    if (meta.parts[this.part].causal) {
      const [r, g, b] = look.masked.match(/\d+/g).map(Number);
      const masked = (255 << 24) | (b << 16) | (g << 8) | r;
      for (let y = 0; y < height; y++) for (let x = y + 1; x < width; x++) out[y * width + x] = masked;
    }
    context.putImageData(image, 0, 0);
    return canvas;
  }
}

/** One head in at most MOST_PIXELS squared pixels, weight 1 = 255. */
function pooled(data, head) {
  const { bytes, scale, queries, keys } = data;
  const height = Math.min(queries, MOST_PIXELS);
  const width = Math.min(keys, MOST_PIXELS);
  const pixels = new Uint8Array(width * height);
  const columns = Uint16Array.from({ length: keys }, (_, key) => Math.floor((key * width) / keys));
  const peak = new Uint8Array(width);
  let top = 0;
  for (let query = 0; query < queries; query++) {
    const row = head * queries + query;
    peak.fill(0);
    for (let key = 0, i = row * keys; key < keys; key++, i++) {
      if (bytes[i] > peak[columns[key]]) peak[columns[key]] = bytes[i];
    }
    const to = Math.floor((query * height) / queries) * width;
    for (let x = 0; x < width; x++) {
      const value = Math.round((peak[x] * scale[row]) / 255);
      if (value > pixels[to + x]) pixels[to + x] = value;
      if (value > top) top = value;
    }
  }
  return { pixels, width, height, top };
}
