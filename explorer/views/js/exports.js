// Saving what is on the screen: SVG, PNG, the numbers as CSV, the whole view as one HTML file.

import { button } from "./dom.js";
import { headColour, headDash } from "./theme.js";
import { CanvasPen, SvgPen, fitted, labelWidth } from "./renderers.js";
import { MEAN, sidesOf } from "./scene.js";
import { sizeOf, toBase64 } from "./store.js";
import { measuresOf } from "./weights.js";
import { caption, gridScale, neuronScale } from "./text.js";

const FOOT = 64;
const FILE_BYTES = 2_800_000; // before base64, which makes a file of under 4 MB

export function downloads(view) {
  const each = { SVG: saveSvg, PNG: savePng, CSV: saveCsv, HTML: saveHtml };
  const about = {
    SVG: "The picture as lines and letters, for print",
    PNG: "The picture at twice the size, for slides",
    CSV: "The numbers of what is drawn",
    HTML: "This view as one file that opens without a network",
  };
  return Object.keys(each).map((kind) => button(kind, about[kind], () => each[kind](view)));
}

function save(view, content, type, ending) {
  const name = `attention_${view.state.lens}_layer${view.state.layer + view.state.base}`;
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Draws the window and, below it, what it shows: with any pen. */
function drawAll(view, pen, frame) {
  if (!view.focus || view.state.lens !== "lines") view.lens.draw(view, pen, frame);
  view.lens.overlay(view, pen, frame);
  const { look } = view;
  const y = frame.top + frame.height;
  pen.box(frame.left, y, frame.width, FOOT, { fill: look.background });
  const style = { size: look.print ? 14 : 11, colour: look.faint, font: look.sans, most: frame.width - 16 };
  legend(view, pen, frame.left + 8, y + 12, style);
  const [first, second] = halves(caption(view), `${style.size}px ${look.sans}`, frame.width - 16);
  pen.text(first, frame.left + 8, y + 33, style);
  if (second) pen.text(second, frame.left + 8, y + 50, style);
}

/** Which colour is which head, or which number. */
function legend(view, pen, x, y, style) {
  if (view.state.lens !== "lines") return colourBar(view, pen, x, y, style);
  if (view.scene.layers.length < 2) return undefined;
  pen.text("heads", x, y, style);
  view.scene.layers.slice(0, 32).forEach(({ head }, i) => {
    const from = x + 46 + i * 46;
    pen.lines([from, y, from + 18, y], { colour: headColour(view.look, head), width: 3, dash: headDash(head) });
    pen.text(String(head + view.state.base), from + 22, y, style);
  });
  return undefined;
}

function colourBar(view, pen, x, y, style) {
  const grid = view.state.lens === "grid";
  if (!grid && !view.neuron) return;
  const colours = grid ? view.look.sequentialCss : view.look.signedCss;
  const [low, high] = grid ? gridScale(view.state.scale) : neuronScale(view.neuron.ranges);
  const start = x + labelWidth(low, `${style.size}px ${style.font}`) + 4;
  pen.text(low, x, y, style);
  for (let i = 0; i < 16; i++) pen.box(start + i * 6, y - 5, 6, 10, { fill: colours[i * 17] });
  pen.text(high, start + 100, y, style);
}

function halves(text, font, width) {
  const first = fitted(text, font, width);
  if (first === text) return [text, ""];
  const space = first.lastIndexOf(" ");
  const at = space > 20 ? space : first.length - 1;
  return [text.slice(0, at), text.slice(at).trim()];
}

export function svgText(view) {
  const frame = view.frame();
  const pen = new SvgPen(view.look);
  drawAll(view, pen, frame);
  const width = frame.width;
  const height = frame.height + FOOT;
  const moved = `<g transform="translate(${-frame.left} ${-frame.top})">`;
  pen.marks = [moved, ...pen.marks, "</g>"];
  return pen.document(width, height);
}

const saveSvg = (view) => save(view, svgText(view), "image/svg+xml", "svg");

export function pngCanvas(view) {
  const frame = view.frame();
  const canvas = document.createElement("canvas");
  canvas.width = frame.width * 2;
  canvas.height = (frame.height + FOOT) * 2;
  const context = canvas.getContext("2d");
  context.setTransform(2, 0, 0, 2, -2 * frame.left, -2 * frame.top);
  const pen = new CanvasPen(context, view.look, 2);
  pen.box(frame.left, frame.top, frame.width, frame.height + FOOT, { fill: view.look.background });
  drawAll(view, pen, frame);
  return canvas;
}

const savePng = (view) => pngCanvas(view).toBlob((blob) => save(view, blob, "image/png", "png"));

// A spreadsheet takes =, +, - and @ at the start of a cell for a formula.
const cell = (value) => {
  const text = typeof value === "number" ? String(value) : String(value).replace(/^([=+\-@\t\r])/, "'$1");
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
};

export function csvText(view) {
  const rows = { lines: lineRows, grid: gridRows, neuron: neuronRows }[view.state.lens](view);
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

const exact = (value) => Number(value.toFixed(4));

function lineRows(view) {
  const { rows, columns, layers } = view.scene;
  const { layer, base } = view.state;
  const found = [["layer", "head", "from_position", "from", "to_position", "to", "weight"]];
  for (const { head, matrix, cut } of layers) {
    const name = head === MEAN ? "mean" : head + base;
    rows.forEach((row, r) =>
      columns.forEach((column, c) => {
        const value = matrix[r * columns.length + c];
        if (value < cut[r]) return;
        found.push([layer + base, name, row.members[0], row.label, column.members[0], column.label, exact(value)]);
      }),
    );
  }
  return found;
}

function gridRows(view) {
  const names = measuresOf(view.part).map(([name]) => name);
  const { layers, heads } = view.part;
  const { base } = view.state;
  const found = [["layer", "head", ...names]];
  for (let layer = 0; layer < layers; layer++) {
    for (let head = 0; head < heads; head++) {
      found.push([layer + base, head + base, ...names.map((name) => exact(view.thumbnails().score(name, layer, head)))]);
    }
  }
  return found;
}

function neuronRows(view) {
  const found = [["position", "key", "dot_product", "score", "weight"]];
  if (!view.neuron) return found;
  const { steps } = view.neuron;
  const { labels } = sidesOf(view.meta, view.state.part).key;
  for (let key = 0; key < steps.keys; key++) {
    const score = steps.score[key] === -Infinity ? "masked" : exact(steps.score[key]);
    found.push([key, labels[key], exact(steps.dot[key]), score, exact(steps.weight[key])]);
  }
  return found;
}

// The mark in front tells spreadsheets that this is UTF-8.
const saveCsv = (view) => save(view, `\ufeff${csvText(view)}`, "text/csv;charset=utf-8", "csv");

/** All weights, and as many vectors as keep the file small: those of the chosen layer first. */
function forFile(view) {
  const all = [...view.store.packed];
  const weights = all.filter(([name]) => name.startsWith("w:"));
  const near = ([name]) => Math.abs(Number(name.split(":")[2]) - view.state.layer);
  const vectors = all.filter(([name]) => name.startsWith("v:")).sort((a, b) => near(a) - near(b));
  const chosen = weights;
  let room = FILE_BYTES - weights.reduce((sum, [, content]) => sum + sizeOf(content), 0);
  for (const [name, content] of vectors) {
    room -= sizeOf(content);
    if (room < 0 && near([name]) > 0) break;
    chosen.push([name, content]);
  }
  return chosen;
}

/** The same page that Python writes: its template, this very code, and the buffers at hand. */
export function htmlText(view) {
  const start = { ...view.state };
  const chosen = forFile(view);
  const missing = chosen.length < view.store.packed.size || undefined;
  // Put together from pieces: inside the code of a page, a whole tag would end the page's script.
  const tag = "script";
  const buffers = chosen
    .map(([name, content]) => `<${tag} type="text/plain" data-buffer="${name}">${toBase64(content)}</${tag}>`)
    .join("\n");
  const meta = JSON.stringify({ ...view.meta, start, missing }).replace(/</g, "\\u003c");
  const filled = { title: "Attention view", code: view.code(), meta, buffers };
  return view.page.split(/@@(\w+)@@/).map((part, i) => (i % 2 ? filled[part] : part)).join("");
}

const saveHtml = (view) => save(view, htmlText(view), "text/html", "html");
