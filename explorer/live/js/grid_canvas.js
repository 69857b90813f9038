// A matrix of tokens by tokens as coloured squares, with its labels and what is pointed at. Where a whole matrix would have
// squares too small to read, it stands in a box that scrolls, its labels at the edges.

import PALETTE from "../../data/palette.json" with { type: "json" };
import { button, el } from "../../views/js/dom.js";

const GAP = 6;
const WAYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }; // rows and columns
const SHADES = 64;
const LEAST = 9; // pixels of a square whose labels can be read
const ZOOMED = 18;
const MOST = 44;
const SIDE = 400; // what stands beside the matrix, in a wide window
const WIDEST_LABEL = 100;
const LETTER = 7.3; // pixels of a letter of a label
const BELOW = 44; // what stands below the matrix in the first screen
const LEAST_ROOM = 280;

/**
 * {node, tip, zoom, show}: ``show`` draws a matrix (T, T) of numbers from 0 to 1 and says what it is; ``zoom`` is a button for the
 * bar, ``tip`` says what is pointed at. The node stands in a room made by ``beside``.
 * @param {(row: string, column: string, value: number) => string} told of one square
 */
export function tokenGrid(told) {
  const canvas = el("canvas", { role: "img" });
  const whole = el("div", {}, canvas); // as large as the matrix
  const box = el("div", { class: "grid-box", role: "group", tabindex: 0, "aria-label": "Matrix of tokens; arrow keys go from square to square", onscroll: () => draw(canvas, box, last), onkeydown: (event) => step(event) }, whole);
  const tip = el("p", { class: "tip", "aria-live": "polite" });
  const node = el("div", { class: "grid" }, box);
  let [last, zoomed] = [null, true];
  const zoom = button("Whole matrix", "Squares as small as the window, or large enough to read", () => {
    zoomed = !zoomed;
    again();
  });
  const again = () => {
    if (!last || !node.isConnected) return;
    const fitting = fit(node, last);
    Object.assign(zoom, { hidden: fitting >= LEAST, textContent: zoomed ? "Whole matrix" : "Readable squares" });
    last.side = fitting >= LEAST || !zoomed ? fitting : ZOOMED;
    place(node, box, whole, last);
    draw(canvas, box, last);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  addEventListener("resize", again);
  const tell = (at) => (tip.textContent = at ? told(last.labels[at.row], last.labels[at.column], last.matrix[at.row * last.labels.length + at.column]) : "");
  const step = (event) => {
    if (!framed(event, last, box)) return;
    draw(canvas, box, last);
    tell(last.at);
  };
  for (const kind of ["pointermove", "pointerdown"]) canvas.addEventListener(kind, (event) => tell(last && squareAt(last, event.offsetX, event.offsetY, box)));
  return {
    ...{ node, tip, zoom },
    show(labels, matrix, title) {
      const longest = Math.max(...labels.map((label) => short(label).length));
      last = { labels, matrix, side: 0, at: null, label: Math.min(WIDEST_LABEL, Math.ceil(longest * LETTER) + 2 * GAP) };
      tip.textContent = ""; // of the text before
      canvas.setAttribute("aria-label", title);
      again();
    },
  };
}

const short = (label) => (label.length > 11 ? `${label.slice(0, 10)}…` : label);

/** The largest squares with which the whole matrix stands in the first screen. */
function fit(node, { labels, label }) {
  const across = widthFor(node) - label;
  const down = Math.max(LEAST_ROOM, innerHeight - BELOW - node.getBoundingClientRect().top - scrollY) - label;
  return Math.max(2, Math.min(MOST, Math.floor(Math.min(across, down) / labels.length)));
}

/** The box as large as the matrix, or as the window where that is smaller. */
function place(node, box, whole, { labels, side, label }) {
  const size = label + side * labels.length;
  whole.style.width = whole.style.height = `${size}px`;
  const room = Math.max(LEAST_ROOM, innerHeight - BELOW - box.getBoundingClientRect().top - scrollY);
  [box.style.maxWidth, box.style.maxHeight] = [`${widthFor(node)}px`, `${room}px`];
}

/** What is left of the room's width for the matrix. */
const widthFor = (node) => node.parentElement.clientWidth - (matchMedia("(max-width: 760px)").matches ? 0 : SIDE);

/** Whether an arrow key was pressed: then the next square is framed, and scrolled to. */
function framed(event, last, box) {
  if (!last || !WAYS[event.key]) return false;
  event.preventDefault();
  last.at = beside(last, WAYS[event.key]);
  reveal(box, last);
  return true;
}

/** The square that an arrow key leads to; the first one at the beginning. */
function beside({ labels, at }, [down, right]) {
  const within = (place) => Math.max(0, Math.min(labels.length - 1, place));
  return { row: within((at?.row ?? -down) + down), column: within((at?.column ?? -right) + right) };
}

/** Scrolls to the square that is framed. */
function reveal(box, { side, label, at }) {
  const near = (from, room, place) => Math.min(place, Math.max(from, place + side - (room - label)));
  box.scrollTo({ left: near(box.scrollLeft, box.clientWidth, side * at.column), top: near(box.scrollTop, box.clientHeight, side * at.row), behavior: "instant" });
}

function squareAt({ labels, side, label }, x, y, box) {
  if (x < label || y < label) return null;
  const [column, row] = [Math.floor((x - label + box.scrollLeft) / side), Math.floor((y - label + box.scrollTop) / side)];
  return column < labels.length && row < labels.length ? { row, column } : null;
}

/** What can be seen of the matrix. */
function draw(canvas, box, last) {
  if (!last?.side) return;
  const { labels, side, label } = last;
  const size = label + side * labels.length;
  const [width, height] = [Math.min(size, box.clientWidth), Math.min(size, box.clientHeight)];
  const scale = Math.min(2, devicePixelRatio || 1);
  Object.assign(canvas, { width: width * scale, height: height * scale });
  [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
  const pen = canvas.getContext("2d");
  const theme = PALETTE[matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"];
  pen.scale(scale, scale);
  const [left, top] = [label - box.scrollLeft, label - box.scrollTop];
  const seen = (from, until) => [Math.floor(Math.max(0, label - from) / side), Math.min(labels.length, Math.ceil((until - from) / side))];
  drawSquares(pen, last, { left, top, columns: seen(left, width), rows: seen(top, height) }, ramp(theme.sequential));
  if (last.at) {
    [pen.strokeStyle, pen.lineWidth] = [theme.ink, 2];
    pen.strokeRect(left + side * last.at.column, top + side * last.at.row, side - 1, side - 1);
  }
  pen.fillStyle = theme.paper; // over squares that have scrolled below the labels
  pen.fillRect(0, 0, label, height);
  pen.fillRect(0, 0, width, label);
  if (side >= LEAST) writeLabels(pen, last, { left, top, width, height }, theme.ink);
}

function drawSquares(pen, { labels, matrix, side }, { left, top, columns, rows }, shades) {
  const line = side > 3 ? 1 : 0;
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let column = columns[0]; column < columns[1]; column++) {
      const value = matrix[row * labels.length + column];
      pen.fillStyle = shades[Math.round(Math.min(1, Math.max(0, value)) * (shades.length - 1))];
      pen.fillRect(left + side * column, top + side * row, side - line, side - line);
    }
  }
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

function writeLabels(pen, { labels, side, label }, { left, top, width, height }, ink) {
  pen.fillStyle = ink;
  pen.font = `${Math.min(13, side - 1)}px ui-monospace, monospace`;
  pen.textBaseline = "middle";
  const within = (middle, most) => middle > label && middle < most;
  labels.forEach((own, i) => {
    const [x, y] = [left + side * (i + 0.5), top + side * (i + 0.5)];
    pen.textAlign = "right";
    const text = `\u2068${short(own)}\u2069`; // whatever its direction, "##" stands where the word goes on
    if (within(y, height)) pen.fillText(text, label - GAP, y, label - GAP);
    if (!within(x, width)) return;
    pen.save();
    pen.translate(x, label - GAP);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = "left";
    pen.fillText(text, 0, 0, label - GAP);
    pen.restore();
  });
}
