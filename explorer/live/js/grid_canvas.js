// A matrix of tokens by tokens as coloured squares, with its labels and what is pointed at.

import PALETTE from "../../data/palette.json" with { type: "json" };
import { el } from "../../views/js/dom.js";

const GAP = 6;
const SHADES = 64;
const MOST = 28; // pixels of a square
const LABEL = 100;

/**
 * {node, show}: ``show`` draws a matrix (T, T) of numbers from 0 to 1 and says what it is.
 * @param {(row: string, column: string, value: number) => string} told of one square
 */
export function tokenGrid(told) {
  const canvas = el("canvas", { role: "img" });
  const tip = el("p", { class: "tip", "aria-live": "polite" });
  const node = el("div", { class: "grid" }, canvas, tip);
  let last = null;
  const again = () => {
    if (!last || !node.isConnected) return;
    last.side = Math.max(4, Math.min(MOST, Math.floor((node.clientWidth - LABEL) / last.labels.length)));
    draw(canvas, last);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  addEventListener("resize", again);
  canvas.addEventListener("pointermove", (event) => {
    const at = last && squareAt(last, event.offsetX, event.offsetY);
    tip.textContent = at ? told(last.labels[at.row], last.labels[at.column], last.matrix[at.row * last.labels.length + at.column]) : "";
  });
  return {
    node,
    show(labels, matrix, title) {
      last = { labels, matrix, side: 0 };
      tip.textContent = ""; // of the text before
      canvas.setAttribute("aria-label", title);
      again();
    },
  };
}

function squareAt({ labels, side }, x, y) {
  const [column, row] = [Math.floor((x - LABEL) / side), Math.floor((y - LABEL) / side)];
  const inside = (place) => place >= 0 && place < labels.length;
  return inside(column) && inside(row) ? { row, column } : null;
}

function draw(canvas, { labels, matrix, side }) {
  const size = LABEL + side * labels.length;
  const scale = Math.min(2, devicePixelRatio || 1);
  Object.assign(canvas, { width: size * scale, height: size * scale });
  canvas.style.width = canvas.style.height = `${size}px`;
  const pen = canvas.getContext("2d");
  const theme = PALETTE[matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"];
  pen.scale(scale, scale);
  const shades = ramp(theme.sequential);
  matrix.forEach((value, i) => {
    pen.fillStyle = shades[Math.round(Math.min(1, Math.max(0, value)) * (shades.length - 1))];
    pen.fillRect(LABEL + side * (i % labels.length), LABEL + side * Math.floor(i / labels.length), side - 1, side - 1);
  });
  if (side >= 9) writeLabels(pen, labels, side, theme.ink);
}

/** The palette's colours with steps between them, as CSS. @param {string[]} colours */
function ramp(colours) {
  const rows = colours.map((colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)));
  return Array.from({ length: SHADES }, (_, i) => {
    const place = (i / (SHADES - 1)) * (rows.length - 1);
    const low = Math.min(rows.length - 2, Math.floor(place));
    const mixed = rows[low].map((from, c) => Math.round(from + (place - low) * (rows[low + 1][c] - from)));
    return `rgb(${mixed.join(" ")})`;
  });
}

function writeLabels(pen, labels, side, ink) {
  pen.fillStyle = ink;
  pen.font = `${Math.min(13, side - 1)}px ui-monospace, monospace`;
  pen.textBaseline = "middle";
  labels.forEach((label, i) => {
    const short = label.length > 11 ? `${label.slice(0, 10)}…` : label;
    const middle = LABEL + side * (i + 0.5);
    pen.textAlign = "right";
    pen.fillText(short, LABEL - GAP, middle);
    pen.save();
    pen.translate(middle, LABEL - GAP);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = "left";
    pen.fillText(short, 0, 0);
    pen.restore();
  });
}
