// Saving what is on the screen: SVG, PNG, the numbers as CSV, the whole view as one HTML file.

import { BYTE_ORDER_MARK, toCsv } from "./csv.js";
import { button } from "./dom.js";
import { CanvasPen, SvgPen, fitted } from "./renderers.js";
import { sizeOf, toBase64 } from "./store.js";
import { capital, caption, cuts } from "./text.js";

/** @import { Frame, Pen } from "./types.d.ts" */
/** @import { View } from "./view.js" */

const MOST_CAPTION = 5; // lines
const INSET = 8;
const TALLEST = 1600; // pixels; a longer picture is saved as far as it is seen
const FILE_BYTES = 2_800_000; // before base64, which makes a file of under 4 MB

/** @param {View} view */
export function downloads(view) {
  const each = { SVG: saveSvg, PNG: savePng, CSV: saveCsv, HTML: saveHtml };
  const about = {
    SVG: "The picture as lines and letters, for print",
    PNG: "The picture at twice the size, for slides",
    CSV: "The numbers of what is drawn",
    HTML: "This view as one file that opens without a network",
  };
  const more = button("PDF, slide …", "Sizes and looks for papers and slides, with caption and code", () =>
    view.hosts.onExport?.());
  more.classList.add("av-export");
  more.hidden = true; // until the view stands in an app that can do it
  return [...Object.keys(each).map((kind) => button(kind, about[kind], () => each[kind](view))), more];
}

/** The button for the app's own dialog, where the view stands in an app that has one. @param {View} view */
export function offerExport(view) {
  const more = view.dom.root.querySelector(".av-export");
  if (more) more.hidden = !(view.hosts.onExport && view.meta.exports);
  return view;
}

/** @param {View} view */
function save(view, content, type, ending) {
  download(`attention_${view.choice.lens}_layer${view.choice.layer + view.choice.base}.${ending}`, content, type);
}

/** Hands the browser a file. @param {string} name @param {Blob | string} content @param {string} type */
export function download(name, content, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** The whole picture; of a very long one the window that is seen. @param {View} view @returns {Frame} */
function wholeFrame(view) {
  const frame = view.frame();
  const { height } = view.lens.size(view, view.dom.stage.clientWidth);
  return height <= TALLEST ? { ...frame, top: 0, height } : frame;
}

/** Draws the picture and, below it, what it shows: with any pen. @param {View} view @param {Pen} pen @param {Frame} frame */
function drawAll(view, pen, frame) {
  const { lens, look } = view;
  if (view.content && !view.dimmed) lens.draw(view, pen, frame);
  if (view.content) lens.overlay(view, pen, frame);
  const y = frame.top + frame.height;
  const { lines, height, step } = footOf(view, frame);
  pen.box(frame.left, y, frame.width, height, { fill: look.background });
  const style = footStyle(look, frame);
  if (view.content) lens.legend(view, pen, frame.left + 8, y + 12, style);
  lines.forEach((line, i) => pen.text(line, frame.left + INSET, y + 2 * step + i * step, style));
}

const footStyle = (look, frame) => ({ size: 11 * look.larger, colour: look.faint, font: look.sans, most: frame.width - 2 * INSET });

/** The caption in lines, and the room that it takes with the legend above it. @param {View} view @param {Frame} frame */
function footOf(view, frame) {
  const { size, font, most } = footStyle(view.look, frame);
  const lines = wrapped(caption(view), `${size}px ${font}`, most);
  const step = size * 1.5;
  return { lines, step, height: Math.ceil((lines.length + 2) * step) };
}

/** A text in at most ``most`` lines of at most ``width``; the last one holds the rest, cut where it is too long. */
export function wrapped(text, font, width, most = MOST_CAPTION) {
  const lines = [];
  let rest = text;
  while (rest && lines.length < most - 1) {
    const first = fitted(rest, font, width);
    if (first === rest) break;
    const space = first.lastIndexOf(" ");
    const at = space > 20 ? space : first.length - 1;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trim();
  }
  return rest ? [...lines, rest] : lines;
}

/** @param {View} view */
export function svgText(view) {
  const frame = wholeFrame(view);
  const pen = new SvgPen(view.look);
  drawAll(view, pen, frame);
  const width = frame.width;
  const height = frame.height + footOf(view, frame).height;
  const moved = `<g transform="translate(${-frame.left} ${-frame.top})">`;
  pen.marks = [moved, ...pen.marks, "</g>"];
  return pen.document(width, height);
}

/** @param {View} view */
const saveSvg = (view) => save(view, svgText(view), "image/svg+xml", "svg");

/** @param {View} view */
export function pngCanvas(view) {
  const frame = wholeFrame(view);
  const canvas = document.createElement("canvas");
  canvas.width = frame.width * 2;
  const height = frame.height + footOf(view, frame).height;
  canvas.height = height * 2;
  const context = canvas.getContext("2d");
  context.setTransform(2, 0, 0, 2, -2 * frame.left, -2 * frame.top);
  const pen = new CanvasPen(context, view.look, 2);
  pen.box(frame.left, frame.top, frame.width, height, { fill: view.look.background });
  drawAll(view, pen, frame);
  return canvas;
}

/** @param {View} view */
const savePng = (view) => pngCanvas(view).toBlob((blob) => save(view, blob, "image/png", "png"));

/** The numbers of what is drawn, to four digits; of a text that was cut, a last row says so. @param {View} view */
export const csvText = (view) => toCsv([...view.lens.csv(view), ...cuts(view.meta).map((said) => [`${capital(said)}.`])]);

/** @param {View} view */
const saveCsv = (view) => save(view, BYTE_ORDER_MARK + csvText(view), "text/csv;charset=utf-8", "csv");

/** All weights, and as many vectors as keep the file small: those of the chosen layer first. @param {View} view */
function forFile(view) {
  const all = [...view.store.packed];
  const weights = all.filter(([name]) => name.startsWith("w:"));
  const near = ([name]) => Math.abs(Number(name.split(":")[2]) - view.choice.layer);
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

/** The same page that Python writes: its template, this very code, and the buffers at hand. @param {View} view */
export function htmlText(view) {
  const start = { ...view.choice };
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

/** @param {View} view */
const saveHtml = (view) => save(view, htmlText(view), "text/html", "html");
