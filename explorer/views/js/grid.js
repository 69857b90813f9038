// The grid lens: every head of every layer as a small picture, rows look at columns.

import { sidesOf } from "./scene.js";
import { MEASURES, measure } from "./weights.js";

const EDGE = 46; // room for the layers' numbers
const TOP = 26;
const MARK = "#d55e00"; // on light and dark ground, beside a blue scale
const UNDER = 16; // a caption under each picture when heads are sorted
const MOST_PIXELS = 64; // larger heads are drawn by the largest weight of each block

/** Pictures of all heads of one part, made once, layer by layer as the weights arrive. */
export class Thumbnails {
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
    return this.scores.get(`${layer}:${head}`)?.[name] ?? 0;
  }

  measureHead(data, layer, head) {
    const { key } = sidesOf(this.view.meta, this.part);
    const scores = Object.keys(MEASURES).map((name) => [name, measure(name, data, head, key)]);
    this.scores.set(`${layer}:${head}`, Object.fromEntries(scores));
  }

  /** A canvas with one head's picture in today's colours. */
  paint(layer, head) {
    const { look, state } = this.view;
    const style = `${look.background}${look.theme}${state.scale}`;
    if (this.style !== style) this.painted.clear();
    this.style = style;
    const at = `${layer}:${head}`;
    const thumb = this.heads.get(at);
    if (thumb && !this.painted.has(at)) this.painted.set(at, this.coloured(thumb));
    return this.painted.get(at);
  }

  coloured({ pixels, width, height, top }) {
    const { look, state, meta } = this.view;
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    const out = new Uint32Array(image.data.buffer);
    const unit = state.scale === "own" ? 255 / Math.max(top, 1) : 1;
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

export const gridLens = {
  size(view, width) {
    const { cell, columns, list } = layout(view, width);
    const sorted = !!view.state.sort;
    const rows = Math.ceil(list.length / columns);
    return {
      width: EDGE + columns * cell,
      height: TOP + rows * (cell + (sorted ? UNDER : 0)) + 8,
    };
  },

  draw(view, pen, frame) {
    const plan = layout(view, frame.width);
    pen.box(0, frame.top, frame.width, frame.height, { fill: view.look.background });
    plan.list.forEach((item, index) => {
      const box = boxOf(view, plan, index);
      if (box.y + box.size + UNDER < frame.top || box.y > frame.top + frame.height) return;
      cell(view, pen, item, box);
    });
    if (!view.state.sort) labels(view, pen, frame, plan);
  },

  overlay(view, pen, frame) {
    const plan = layout(view, frame.width);
    plan.list.forEach((item, index) => {
      const at = view.hoverHead;
      if (!at || at.layer !== item.layer || at.head !== item.head) return;
      const { x, y, size } = boxOf(view, plan, index);
      pen.box(x, y, size, size, { stroke: view.look.accent, line: 3 });
    });
  },

  at(view, x, y, frame) {
    const plan = layout(view, frame.width);
    const index = plan.list.findIndex((_, i) => {
      const box = boxOf(view, plan, i);
      return x >= box.x && x < box.x + box.size + 2 && y >= box.y && y < box.y + box.size + 2;
    });
    if (index < 0) return null;
    const box = boxOf(view, plan, index);
    const { queries, keys } = view.store.shape(view.state.part);
    const inside = (value, count) => Math.min(count - 1, Math.max(0, Math.floor((value / box.size) * count)));
    return { ...plan.list[index], index, query: inside(y - box.y, queries), key: inside(x - box.x, keys) };
  },

  move(view, from, key, width) {
    const { list, columns } = layout(view, width);
    const index = list.findIndex((item) => item.layer === from?.layer && item.head === from?.head);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[key];
    const to = Math.min(list.length - 1, Math.max(0, index + step));
    return list[index < 0 ? 0 : to];
  },

  yOf(view, item, width) {
    const plan = layout(view, width);
    return boxOf(view, plan, plan.list.findIndex((i) => i.layer === item.layer && i.head === item.head)).y;
  },
};

function layout(view, width) {
  const { layers, heads } = view.meta.parts[view.state.part];
  const cell = Math.min(96, Math.max(26, Math.floor((width - EDGE - 2) / heads))) * Math.max(1, view.state.zoom);
  const list = [];
  for (let layer = 0; layer < layers; layer++) for (let head = 0; head < heads; head++) list.push({ layer, head });
  if (view.state.sort) {
    const score = (item) => view.thumbnails().score(view.state.sort, item.layer, item.head);
    list.sort((a, b) => score(b) - score(a));
  }
  return { cell, columns: heads, list };
}

function boxOf(view, { cell: size, columns }, index) {
  const under = view.state.sort ? UNDER : 0;
  return {
    x: EDGE + (index % columns) * size,
    y: TOP + Math.floor(index / columns) * (size + under),
    size: size - 3,
  };
}

function cell(view, pen, item, { x, y, size }) {
  const image = view.thumbnails().paint(item.layer, item.head);
  if (image) pen.image(image, x, y, size, size);
  const chosen = item.layer === view.state.layer && view.state.heads.includes(item.head);
  pen.box(x - 0.5, y - 0.5, size + 1, size + 1, {
    stroke: chosen ? view.look.accent : view.look.line,
    line: chosen ? 2 : 1,
  });
  const { mark, sort } = view.state;
  if (mark) {
    const share = view.thumbnails().score(mark, item.layer, item.head);
    const high = Math.max(3, Math.round(size / 16));
    pen.box(x, y + size - high, size, high, { fill: view.look.background });
    pen.box(x, y + size - high, size * Math.min(1, share), high, { fill: MARK });
  }
  if (!sort) return;
  const score = view.thumbnails().score(view.state.sort, item.layer, item.head);
  const name = `${item.layer + view.state.base}.${item.head + view.state.base}`;
  pen.text(size < 54 ? name : `${name} · ${score.toFixed(2)}`, x + size / 2, y + size + 9, {
    size: size < 54 ? 9 : 11,
    align: "middle",
    colour: view.look.faint,
    font: view.look.sans,
    most: size + 2,
  });
}

function labels(view, pen, frame, { cell: size, columns }) {
  const { layers } = view.meta.parts[view.state.part];
  const style = { size: view.look.print ? 14 : 11, colour: view.look.faint, font: view.look.sans };
  for (let layer = 0; layer < layers; layer++) {
    pen.text(`${layer + view.state.base}`, EDGE - 8, TOP + (layer + 0.5) * size, { ...style, align: "end" });
  }
  for (let head = 0; head < columns; head++) {
    pen.text(`${head + view.state.base}`, EDGE + (head + 0.5) * size, TOP - 10, { ...style, align: "middle" });
  }
  pen.text("layer", 2, TOP + 8, { ...style, size: style.size - 1 });
  pen.text("head", 2, TOP - 10, { ...style, size: style.size - 1 });
}
