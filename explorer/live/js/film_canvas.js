// Points that move from state to state in one window, with their labels and where they came from.

import PALETTE from "../../data/palette.json" with { type: "json" };
import { el } from "../../views/js/dom.js";

/** @import { Side } from "../../views/js/types.d.ts" */

const MARGIN = 0.08; // of the span of each axis
const LABELS_UP_TO = 60; // tokens
const TRAILS_UP_TO = 40;
const STEP = 750; // milliseconds from one state to the next
const NEAR = 16; // pixels from a point at which it is meant
const BELOW = 52; // what stands below the picture in the first screen
const LEAST = 280;
const HUES = PALETTE.categories.slice(0, -1); // grey is for special tokens
const SPOTS = [[9, 0, "left"], [-9, 0, "right"], [0, -12, "center"], [0, 13, "center"], [8, -10, "left"], [8, 11, "left"], [-8, -10, "right"], [-8, 11, "right"]];

/**
 * {node, show, to}: ``show`` takes a text's tokens and their points (L + 1, T, 2), ``to`` goes to another state.
 * @param {(told: string) => any} tell what is pointed at
 */
export function filmCanvas(tell) {
  const canvas = el("canvas", { role: "img" });
  const node = el("div", { class: "film" }, canvas);
  const now = { shown: null, state: 0, part: 0 }; // ``part`` of the way to the next state
  const again = () => now.shown && node.isConnected && draw(canvas, now);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  addEventListener("resize", again);
  canvas.addEventListener("pointerleave", () => tell(""));
  for (const kind of ["pointermove", "pointerdown"]) {
    canvas.addEventListener(kind, ({ offsetX, offsetY }) => tell(now.shown ? named(now, nearest(now, offsetX, offsetY)) : ""));
  }
  return {
    node,
    /** @param {Side} side @param {number[][][]} points */
    show(side, points, state, title) {
      Object.assign(now, { shown: { side, points, colours: coloursOf(side), bounds: boundsOf(points) }, state, part: 0 });
      canvas.setAttribute("aria-label", title);
      again();
    },
    /** @param {number} state @param {boolean} moving */
    async to(state, moving) {
      if (moving && state > now.state && !matchMedia("(prefers-reduced-motion: reduce)").matches) await move(now, again);
      Object.assign(now, { state, part: 0 });
      again();
      if (moving) await new Promise((done) => setTimeout(done, STEP / 3));
    },
  };
}

/** The way to the next state, a frame at a time. */
function move(now, again) {
  const from = performance.now();
  return new Promise((done) => {
    const frame = (time) => {
      now.part = Math.min(1, Math.max(0, (time - from) / STEP));
      again();
      if (now.part < 1) requestAnimationFrame(frame);
      else done(undefined);
    };
    requestAnimationFrame(frame);
  });
}

/** One colour a word, the same wherever it stands; special tokens and marks get none. @param {Side} side */
function coloursOf({ labels, special }) {
  const number = new Map();
  return labels.map((label, place) => {
    if (special[place] || !/[\p{L}\p{N}]/u.test(label)) return null;
    if (!number.has(label)) number.set(label, number.size);
    return HUES[number.get(label) % HUES.length];
  });
}

function boundsOf(points) {
  return [0, 1].map((axis) => {
    const every = points.flat().map((point) => point[axis]);
    const [low, high] = [Math.min(...every), Math.max(...every)];
    const margin = Math.max(MARGIN * (high - low), 1e-3);
    return [low - margin, high + margin];
  });
}

/** Where each token is seen, between this state and the next. */
function placesOf({ shown: { points, bounds }, state, part, size }) {
  const next = points[Math.min(state + 1, points.length - 1)];
  const eased = part * part * (3 - 2 * part);
  const pixel = (point) => [0, 1].map((axis) => {
    const along = (point[axis] - bounds[axis][0]) / (bounds[axis][1] - bounds[axis][0]);
    return axis ? size[1] * (1 - along) : size[0] * along;
  });
  return {
    here: points[state].map((point, i) => pixel(point.map((value, axis) => value + eased * (next[i][axis] - value)))),
    before: points.slice(0, state + 1).map((one) => one.map(pixel)),
  };
}

function nearest(now, x, y) {
  const { here } = placesOf(now);
  const far = here.map(([px, py]) => Math.hypot(px - x, py - y));
  const best = far.indexOf(Math.min(...far));
  return far[best] <= NEAR ? best : -1;
}

function named({ shown: { side } }, place) {
  if (place < 0) return "";
  return `“${side.labels[place]}”, token ${place}${side.second.includes(1) ? `, text ${side.second[place] ? "B" : "A"}` : ""}`;
}

function draw(canvas, now) {
  const { shown } = now;
  const width = canvas.parentElement.clientWidth;
  const height = Math.max(LEAST, Math.min(width, innerHeight - BELOW - canvas.getBoundingClientRect().top - scrollY));
  now.size = [width, height];
  const scale = Math.min(2, devicePixelRatio || 1);
  Object.assign(canvas, { width: width * scale, height: height * scale });
  [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const theme = PALETTE[matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"];
  const { here, before } = placesOf(now);
  const count = here.length;
  if (count <= TRAILS_UP_TO) here.forEach((at, i) => trail(pen, [...before.map((one) => one[i]), at], shown.colours[i] ?? theme.muted));
  here.forEach((at, i) => mark(pen, at, shown.side, i, shown.colours[i] ?? theme.muted));
  if (count <= LABELS_UP_TO) writeLabels(pen, here, shown.side.labels, now.size, theme);
}

function trail(pen, way, colour) {
  Object.assign(pen, { globalAlpha: 0.35, strokeStyle: colour, lineWidth: 2.5, lineJoin: "round" });
  pen.beginPath();
  way.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.stroke();
  pen.globalAlpha = 1;
}

/** Special tokens are open squares, the second text diamonds: never hue alone. */
function mark(pen, [x, y], { special, second }, i, colour) {
  Object.assign(pen, { strokeStyle: colour, fillStyle: colour, lineWidth: 1.5 });
  pen.beginPath();
  if (special[i]) pen.rect(x - 4, y - 4, 8, 8);
  else if (second[i]) for (const [dx, dy] of [[0, -6], [6, 0], [0, 6], [-6, 0]]) pen.lineTo(x + dx, y + dy);
  else pen.arc(x, y, 5, 0, 2 * Math.PI);
  pen.closePath();
  if (special[i]) pen.stroke();
  else pen.fill();
}

/** Each label where it covers no point and no other label; left out where there is no such place. */
function writeLabels(pen, here, labels, [width, height], theme) {
  Object.assign(pen, { font: "13px ui-monospace, monospace", textBaseline: "middle", fillStyle: theme.ink });
  const taken = here.map(([x, y]) => [x - 5, y - 5, x + 5, y + 5]);
  const free = (box, own) => box[0] >= 0 && box[1] >= 0 && box[2] <= width && box[3] <= height
    && taken.every((other, i) => i === own || box[2] < other[0] || other[2] < box[0] || box[3] < other[1] || other[3] < box[1]);
  here.forEach(([x, y], i) => {
    const text = labels[i].length > 16 ? `${labels[i].slice(0, 15)}…` : labels[i];
    const wide = pen.measureText(text).width;
    for (const [dx, dy, align] of SPOTS) {
      const left = x + dx - { left: 0, right: wide, center: wide / 2 }[align];
      const box = [left, y + dy - 7, left + wide, y + dy + 7];
      if (!free(box, i)) continue;
      taken.push(box);
      pen.textAlign = "left";
      pen.fillText(text, left, y + dy);
      return;
    }
  });
}
