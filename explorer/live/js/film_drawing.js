// One state of the layer film with any pen: trails, points and labels. Tokens count from 0; places are pixels.

import PALETTE from "../../data/palette.json" with { type: "json" };
import { labelWidth } from "../../views/js/renderers.js";

/** @import { Look, Pen, Side } from "../../views/js/types.d.ts" */

/** @typedef {{state: number, part: number, size: number[], corner?: number[]}} Now the state, the part of the way to the next, and where in the picture */

const MARGIN = 0.08; // of the span of each axis
const LABELS_UP_TO = 60;
const TRAILS_UP_TO = 40; // tokens
const TOGETHER = 60; // pixels within which equal words have one label
const LONGEST = 16; // letters of a label
const HUES = PALETTE.categories.slice(0, -1); // grey is for special tokens
const SPOTS = [[9, 0, 0], [-9, 0, 1], [0, -12, 0.5], [0, 13, 0.5], [8, -10, 0], [8, 11, 0], [-8, -10, 1], [-8, 11, 1]];

/** A text's film: its points in each state (L + 1, T, 2), their colours, and where its axes end. @param {Side} side @param {number[][][]} points */
export const filmOf = (side, points) => ({ side, points, colours: coloursOf(side), bounds: boundsOf(points) });

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

/**
 * Where each token is seen, ``part`` of the way from this state to the next, and where it was in each state before.
 * @param {ReturnType<typeof filmOf>} film @param {Now} now
 */
export function placesOf({ points, bounds }, { state, part, size, corner = [0, 0] }) {
  const next = points[Math.min(state + 1, points.length - 1)];
  const eased = part * part * (3 - 2 * part);
  const pixel = (point) => [0, 1].map((axis) => {
    const along = (point[axis] - bounds[axis][0]) / (bounds[axis][1] - bounds[axis][0]);
    return corner[axis] + size[axis] * (axis ? 1 - along : along);
  });
  return {
    here: points[state].map((point, i) => pixel(point.map((value, axis) => value + eased * (next[i][axis] - value)))),
    before: points.slice(0, state + 1).map((one) => one.map(pixel)),
  };
}

/** @param {Pen} pen @param {Look} look @param {ReturnType<typeof filmOf>} film @param {Now} now */
export function drawFilm(pen, look, film, now) {
  const { here, before } = placesOf(film, now);
  const colour = (i) => film.colours[i] ?? look.faint;
  if (here.length <= TRAILS_UP_TO) {
    here.forEach((at, i) => pen.path([...before.map((one) => one[i]), at], { stroke: colour(i), line: 2.5, alpha: 0.35 }));
  }
  here.forEach((at, i) => mark(pen, at, film.side, i, colour(i)));
  writeLabels(pen, here, groupsOf(film.side.labels, here), now, look);
}

/** Special tokens are open squares, the second text diamonds: never hue alone. @param {Pen} pen @param {number[]} at @param {Side} side */
function mark(pen, [x, y], { special, second }, i, colour) {
  if (special[i]) pen.box(x - 4, y - 4, 8, 8, { stroke: colour, line: 1.5 });
  else if (second[i]) pen.path([[x, y - 6], [x + 6, y], [x, y + 6], [x - 6, y]], { fill: colour });
  else pen.box(x - 5, y - 5, 10, 10, { fill: colour, radius: 5 });
}

/** Equal words close together, which share a label that counts them. @param {string[]} labels @param {number[][]} here */
export function groupsOf(labels, here) {
  const groups = [];
  here.forEach(([x, y], i) => {
    const own = groups.find((group) => {
      const [gx, gy] = here[group.places[0]];
      return group.label === labels[i] && Math.hypot(x - gx, y - gy) <= TOGETHER;
    });
    if (own) own.places.push(i);
    else groups.push({ label: labels[i], places: [i] });
  });
  return groups;
}

/** Each label where it covers no point and no other label; left out where there is no such place. @param {Pen} pen @param {number[][]} here @param {{label: string, places: number[]}[]} groups @param {Now} now @param {Look} look */
function writeLabels(pen, here, groups, { size, corner: [left, top] = [0, 0] }, look) {
  if (groups.length > LABELS_UP_TO) return;
  const style = { size: 13, font: look.font };
  const taken = here.map(([x, y]) => [x - 5, y - 5, x + 5, y + 5]);
  const free = (box, own) => box[0] >= left && box[1] >= top && box[2] <= left + size[0] && box[3] <= top + size[1]
    && taken.every((other, i) => i === own || box[2] < other[0] || other[2] < box[0] || box[3] < other[1] || other[3] < box[1]);
  for (const { label, places } of groups) {
    const letters = [...label];
    const short = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : label;
    const count = places.length > 1 ? ` × ${places.length}` : "";
    const [word, whole] = [labelWidth(short, `13px ${look.font}`), labelWidth(short + count, `13px ${look.font}`)];
    const spot = spotOf(places, here, whole, free);
    if (!spot) continue;
    taken.push(spot);
    pen.text(short, spot[0], spot[1] + 7, style);
    if (count) pen.text(count.trim(), spot[0] + word + 7, spot[1] + 7, { ...style, colour: look.faint, size: 12 });
  }
}

/** The first free box beside one of some points, or nothing. */
function spotOf(places, here, wide, free) {
  for (const i of places) {
    for (const [dx, dy, before] of SPOTS) {
      const [left, top] = [here[i][0] + dx - before * wide, here[i][1] + dy - 7];
      const box = [left, top, left + wide, top + 14];
      if (free(box, i)) return box;
    }
  }
  return undefined;
}
