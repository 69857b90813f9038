// The grid lens: every head of every layer as a small picture, rows look at columns.

import { describe } from "./captions.js";
import { colourBar } from "./colour_bar.js";
import { MEASURES, measuresOf, shown } from "./scores.js";
import { capital, headName, layerName, number, precise, quoted } from "./text.js";
import { Thumbnails } from "./thumbnails.js";

/** @import { Frame, Lens, Pen } from "./types.d.ts" */
/** @import { View } from "./view.js" */

const EDGE = 46; // room for the layers' numbers
const TOP = 26;
const MOST = 96; // pixels of a small picture
const LEAST = 52; // unless the window is too narrow for that
const ROOM = () => Math.max(300, innerHeight - 290); // as the stage's height in style.css
const UNDER = 16; // a caption under each picture when heads are sorted

/** @type {Lens} */
export const grid = {
  title: "Grid",
  hint: "All heads of all layers at a glance",
  advice: "Move over a head to see one of its weights and its measures; click to open it.",
  key: "g",
  controls: ["sort", "mark", "scale"],
  pointing: "staying",

  /** The small pictures; those that are still missing are drawn as they come. */
  prepare(view) {
    const thumbs = thumbnailsOf(view);
    if (thumbs.complete) return thumbs;
    const seen = () => view.content === thumbs;
    thumbs.fill(() => seen() && view.draw()).then(() => seen() && describe(view));
    return thumbs;
  },

  size(view, width) {
    const { cell, columns, list } = layout(view, width);
    const sorted = !!view.choice.sort;
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
    if (!view.choice.sort) labels(view, pen, frame, plan);
  },

  overlay(view, pen, frame) {
    const plan = layout(view, frame.width);
    plan.list.forEach((item, index) => {
      const at = view.hit;
      if (!at || at.layer !== item.layer || at.head !== item.head) return;
      const { x, y, size } = boxOf(view, plan, index);
      pen.box(x, y, size, size, { stroke: view.look.accent, line: 3 });
    });
  },

  legend: (view, pen, x, y, style) => colourBar(grid.scale(view), pen, x, y, style),

  at(view, x, y, frame) {
    const plan = layout(view, frame.width);
    const index = plan.list.findIndex((_, i) => {
      const box = boxOf(view, plan, i);
      return x >= box.x && x < box.x + box.size + 2 && y >= box.y && y < box.y + box.size + 2;
    });
    if (index < 0) return null;
    const box = boxOf(view, plan, index);
    const { queries, keys } = view.store.shape(view.choice.part);
    const inside = (value, count) => Math.min(count - 1, Math.max(0, Math.floor((value / box.size) * count)));
    return { ...plan.list[index], index, query: inside(y - box.y, queries), key: inside(x - box.x, keys) };
  },

  yOf(view, item, width) {
    const plan = layout(view, width);
    return boxOf(view, plan, plan.list.findIndex((i) => i.layer === item.layer && i.head === item.head)).y;
  },

  focus: (view) => view.hit,

  move(view, arrow) {
    const { list, columns } = layout(view, view.dom.stage.clientWidth);
    const from = chosen(view);
    const index = list.findIndex((item) => item.layer === from.layer && item.head === from.head);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[arrow];
    const to = Math.min(list.length - 1, Math.max(0, index + step));
    view.point(list[index < 0 ? 0 : to]);
  },

  /** Opens the head among the lines. */
  press: (view, hit) => hit && view.set({ layer: hit.layer, heads: [hit.head], lens: "lines" }),

  enter: (view) => grid.press(view, view.hit),

  summary(view) {
    const { layers, heads } = view.part;
    const { sort, mark, scale } = view.choice;
    const scales = scale === "own" ? "each picture has its own scale, up to its largest weight" : "one scale for all, from 0 to 100 %";
    const order = sort ? `sorted by “${MEASURES[sort]}”` : "layers from top to bottom, heads from left to right";
    const masked = view.part.causal ? " Grey is masked." : "";
    const bar = mark ? ` The bar below each is its score “${MEASURES[mark]}”, from 0 to 1.` : "";
    return `${number(layers * heads)} heads, ${order}. In each picture rows look at columns; colour is the weight (${scales}).${masked}${bar}`;
  },

  tip(view, { layer, head, query, key }) {
    const name = `${capital(layerName(view, layer))}, ${headName(view, head)}`;
    if (!view.store.weightsNow(view.choice.part, layer)) return `${name}: loading its weights…`;
    if (query === undefined) return `${name}: ${told(view, layer, head)}. Press Enter to open this head.`;
    const from = quoted(view.sides.query.labels[query]);
    const value = view.weight(layer, head, query, key);
    return `${name}: ${from} gives ${precise(value)} to ${quoted(view.sides.key.labels[key])}. Click to open this head.`;
  },

  table(view) {
    const { layer, head } = chosen(view);
    return {
      title: `${layerName(view, layer)}, ${headName(view, head)}`,
      heads: ["measure", "value"],
      rows: measuresOf(view.part).map(([name, text]) => [text, shown(view.content.score(name, layer, head), 3)]),
    };
  },

  csv(view) {
    const names = measuresOf(view.part).map(([name]) => name);
    const { layers, heads } = view.part;
    const { base } = view.choice;
    const found = [["layer", "head", ...names]];
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < heads; head++) {
        const scores = names.map((name) => thumbnailsOf(view).score(name, layer, head));
        found.push([layer + base, head + base, ...scores]);
      }
    }
    return found;
  },

  where: ({ part }) => `all ${part.layers} layers, all ${part.heads} heads`,

  notes(view) {
    const { scale, sort, mark } = view.choice;
    return [
      scale === "own" ? "each picture has its own colour scale" : "",
      sort ? `sorted by “${MEASURES[sort]}”` : "",
      mark ? `bars: “${MEASURES[mark]}”` : "",
    ].filter(Boolean);
  },

  scale(view) {
    const high = view.choice.scale === "own" ? " each picture's largest (own scale each)" : " 100 % (one scale for all pictures)";
    return { colours: view.look.sequentialCss, low: "weight 0 ", high };
  },
};

/** A head in two of its scores, for those who do not see its picture. @param {View} view */
function told(view, layer, head) {
  const of = (name) => `${MEASURES[name].toLowerCase()} ${shown(view.content.score(name, layer, head), 2)}`;
  return `${of("confidence")}, ${of("special")}`;
}

/** The head that is pointed at, or else chosen. @param {View} view */
const chosen = (view) => view.hit ?? { layer: view.choice.layer, head: view.choice.heads[0] };

const known = new WeakMap(); // store of a text -> part -> its small pictures

/** @param {View} view */
function thumbnailsOf(view) {
  if (!known.has(view.store)) known.set(view.store, new Map());
  const parts = known.get(view.store);
  const { part } = view.choice;
  if (!parts.has(part)) parts.set(part, new Thumbnails(view, part));
  return parts.get(part);
}

/** @param {View} view */
function layout(view, width) {
  const { layers, heads } = view.part;
  const high = Math.floor((ROOM() - TOP) / layers) - (view.choice.sort ? UNDER : 0); // all layers on one screen
  const fits = Math.min(MOST, Math.max(LEAST, high), Math.floor((width - EDGE - 2) / heads));
  const cell = Math.max(26, fits) * Math.max(1, view.choice.zoom);
  const list = [];
  for (let layer = 0; layer < layers; layer++) for (let head = 0; head < heads; head++) list.push({ layer, head });
  if (view.choice.sort) {
    const size = (item) => thumbnailsOf(view).score(view.choice.sort, item.layer, item.head);
    list.sort((a, b) => (size(b) || 0) - (size(a) || 0)); // where a text has no such score, all are alike
  }
  return { cell, columns: heads, list };
}

/** @param {View} view */
function boxOf(view, { cell: size, columns }, index) {
  const under = view.choice.sort ? UNDER : 0;
  return {
    x: EDGE + (index % columns) * size,
    y: TOP + Math.floor(index / columns) * (size + under),
    size: size - 3,
  };
}

/** @param {View} view @param {Pen} pen */
function cell(view, pen, item, { x, y, size }) {
  const image = view.content.paint(item.layer, item.head);
  if (image) pen.image(image, x, y, size, size);
  const opened = item.layer === view.choice.layer && view.choice.heads.includes(item.head);
  pen.box(x - 0.5, y - 0.5, size + 1, size + 1, {
    stroke: opened ? view.look.accent : view.look.line,
    line: opened ? 2 : 1,
  });
  const { mark, sort } = view.choice;
  if (mark) {
    const share = view.content.score(mark, item.layer, item.head);
    const high = Math.max(3, Math.round(size / 16));
    pen.box(x, y + size - high, size, high, { fill: view.look.background });
    pen.box(x, y + size - high, size * Math.min(1, share || 0), high, { fill: view.look.mark });
  }
  if (!sort) return;
  const score = view.content.score(view.choice.sort, item.layer, item.head);
  const name = `${item.layer + view.choice.base}.${item.head + view.choice.base}`;
  pen.text(size < 54 ? name : `${name} · ${shown(score, 2)}`, x + size / 2, y + size + 9, {
    size: Math.min(UNDER - 3, (size < 54 ? 9 : 11) * view.look.larger),
    align: "middle",
    colour: view.look.faint,
    font: view.look.sans,
    most: size + 2,
  });
}

/** @param {View} view @param {Pen} pen @param {Frame} frame */
function labels(view, pen, frame, { cell: size, columns }) {
  const { layers } = view.part;
  const style = { size: 11 * view.look.larger, colour: view.look.faint, font: view.look.sans };
  for (let layer = 0; layer < layers; layer++) {
    pen.text(`${layer + view.choice.base}`, EDGE - 8, TOP + (layer + 0.5) * size, { ...style, align: "end" });
  }
  for (let head = 0; head < columns; head++) {
    pen.text(`${head + view.choice.base}`, EDGE + (head + 0.5) * size, TOP - 10, { ...style, align: "middle" });
  }
  pen.text("layer", 2, TOP + 8, { ...style, size: style.size - 1 });
  pen.text("head", 2, TOP - 10, { ...style, size: style.size - 1 });
}
