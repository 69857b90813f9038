// What saved pictures of the rooms are made of: sentences, bars, tables, words with labels, matrices.

import { wrapped } from "../../views/js/exports.js";
import { labelWidth } from "../../views/js/renderers.js";

/** @import { Block } from "./types.d.ts" */
/** @import { Look } from "../../views/js/types.d.ts" */

export const WIDTH = 860;
const GAP = 12;
const ROW = 22;
const MOST_LINES = 12; // of a sentence
const SQUARE = { most: 46, least: 12, whole: 740 }; // pixels
const LABEL = { size: 13, most: 110 };

const sans = (look, size, bold = false) => `${bold ? "600 " : ""}${size}px ${look.sans}`;

/** A sentence, in as many lines as it takes. @param {Look} look @returns {Block} */
export function paragraph(look, text, { size = 14, bold = false, faint = false, most = MOST_LINES, width = WIDTH } = {}) {
  const lines = wrapped(text, sans(look, size, bold), width, most);
  const step = Math.ceil(1.45 * size);
  return {
    width: 0,
    height: step * lines.length,
    draw: (pen, left, top) => lines.forEach((line, i) =>
      pen.text(line, left, top + step * (i + 0.5), { size, bold, font: look.sans, colour: faint ? look.faint : look.text, most: width })),
  };
}

/** A bar for each share, with what is said of it. @param {Look} look @param {{piece: string, share: number, told: string}[]} rows @returns {Block} */
export function barChart(look, title, rows) {
  const [label, bar] = [330, 400];
  return {
    width: WIDTH,
    height: ROW * (rows.length + 1.5),
    draw(pen, left, top) {
      pen.text(title, left, top + ROW / 2, { size: 14, bold: true, font: look.sans });
      rows.forEach(({ piece, share, told }, i) => {
        const y = top + ROW * (i + 1.5);
        pen.text(piece, left + label - GAP, y, { size: 13, font: look.sans, align: "end", most: label - GAP });
        pen.box(left + label, y - 6, Math.max(1, bar * share), 12, { fill: look.accent, radius: 2 });
        pen.text(told, left + label + bar + GAP, y, { size: 13, font: look.sans });
      });
    },
  };
}

/** Rows of cells below the names of their columns. @param {Look} look @param {string[]} heads @param {string[][]} rows @returns {Block} */
export function textTable(look, heads, rows) {
  const wide = heads.map((head, c) => Math.min(360, Math.max(labelWidth(head, sans(look, 13)), ...rows.map((row) => labelWidth(row[c], sans(look, 13)))) + 2 * GAP));
  const from = wide.map((_, c) => wide.slice(0, c).reduce((sum, one) => sum + one, 0));
  const width = wide.reduce((sum, one) => sum + one, 0);
  return {
    width,
    height: ROW * (rows.length + 1.5),
    draw(pen, left, top) {
      const line = (cells, y, style) => cells.forEach((cell, c) => pen.text(cell, left + from[c], y, { size: 13, font: look.sans, most: wide[c] - GAP, ...style }));
      line(heads, top + ROW / 2, { colour: look.faint });
      rows.forEach((cells, i) => {
        pen.lines([left, top + ROW * (i + 1), left + width, top + ROW * (i + 1)], { colour: look.line });
        line(cells, top + ROW * (i + 1.5), {});
      });
    },
  };
}

/**
 * Words in their order, each with a line and a label below it where it has one.
 * @param {Look} look @param {{word: string, label: string, colour: string}[]} words @returns {Block}
 */
export function labelledWords(look, words, rtl = false) {
  let [x, row] = [0, 0];
  const placed = words.map(({ word, label, colour }) => {
    const wide = Math.min(WIDTH, Math.max(labelWidth(word, sans(look, 16)), labelWidth(label, sans(look, 11))) + 2);
    if (x && x + wide > WIDTH) [x, row] = [0, row + 1];
    const at = { word, label, colour, wide, row, x: rtl ? WIDTH - x - wide : x };
    x += wide + GAP;
    return at;
  });
  const step = 48;
  return {
    width: WIDTH,
    height: step * (row + 1),
    draw: (pen, left, top) => placed.forEach(({ word, label, colour, wide, row: line, x: start }) => {
      const [middle, y] = [left + start + wide / 2, top + step * line + 12];
      pen.text(word, middle, y, { size: 16, font: look.sans, align: "middle", most: wide });
      if (!label) return;
      pen.box(left + start, y + 12, wide, 3, { fill: colour });
      pen.text(label, middle, y + 24, { size: 11, font: look.sans, align: "middle", colour: look.faint, most: wide });
    }),
  };
}

/** Tokens by tokens as squares, numbers from 0 to 1. @param {Look} look @param {string[]} labels @param {Float32Array} values @returns {Block} */
export function tokenMatrix(look, labels, values) {
  const side = Math.max(SQUARE.least, Math.min(SQUARE.most, Math.floor(SQUARE.whole / labels.length)));
  const style = { size: Math.min(LABEL.size, side - 1), most: LABEL.most - 6 };
  const font = `${style.size}px ${look.font}`;
  const margin = Math.min(LABEL.most, Math.ceil(Math.max(...labels.map((label) => labelWidth(label, font)))) + 8);
  const size = margin + side * labels.length;
  return {
    width: size,
    height: size + 2 * GAP + 10,
    draw(pen, left, top) {
      labels.forEach((label, i) => {
        const middle = margin + side * (i + 0.5);
        pen.text(label, left + margin - 6, top + middle, { ...style, align: "end" });
        pen.text(label, left + middle, top + margin - 6, { ...style, upward: true });
      });
      pen.image(squares(look, labels.length, values), left + margin, top + margin, size - margin, size - margin);
      scale(pen, look, left + margin, top + size + GAP);
    },
  };
}

/** A picture with a pixel a number. @param {Look} look */
function squares(look, count, values) {
  const canvas = Object.assign(document.createElement("canvas"), { width: count, height: count });
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(count, count);
  const shade = (value) => look.sequential[Math.round(255 * Math.min(1, Math.max(0, value)))];
  new Uint32Array(image.data.buffer).set(Array.from(values, shade));
  pen.putImageData(image, 0, 0);
  return canvas;
}

/** What the colours mean. @param {Look} look */
function scale(pen, look, x, y) {
  const style = { size: 11, font: look.sans, colour: look.faint };
  pen.text("0", x, y + 5, style);
  look.sequentialCss.forEach((colour, i) => i % 4 === 0 && pen.box(x + GAP + i / 2, y, 2, 10, { fill: colour }));
  pen.text("1", x + GAP + 134, y + 5, style);
}
