// The lines lens: attending tokens (one column), tokens attended to (the other), a line for each weight.

import { placeOf } from "./axis.js";
import { CROWD, HEADER, collect, column, geometry, header, headLegend, rowHeight, shownAxes, stroke, yOf } from "./lines_drawing.js";
import { focusLines, focusNumbers } from "./lines_focus.js";
import { meterOf, notesOf, summaryOf } from "./lines_words.js";
import { MEAN, makeScene, strongest } from "./scene.js";
import { headName, layerName, oneLayer, precise, quoted } from "./text.js";

/** @import { Hit, Lens } from "./types.d.ts" */

const ROWS = 12;
const WIDEST = 960;
const NOTHING_LEFT = "The filters leave no token to show: show special tokens again, or choose another pair.";

const listOf = (scene, side) => (side === "query" ? scene.rows : scene.columns);

/** @type {Lens} */
export const lines = {
  title: "Lines",
  hint: "Which token attends to which in one layer",
  advice: "The stronger a line, the more attention it carries. Move over a token to see its lines alone; click to keep them.",
  pinned: "Move over another token to see its lines; click to keep them. Escape, or a click on the framed token: all lines.",
  key: "l",
  controls: ["layer", "pair", "specials", "words", "keep", "share", "least", "heads", "all", "mean"],
  dims: true,
  pointing: "passing",

  /** The scene; the one before is kept where nothing that it depends on has changed. */
  prepare(view, data, before) {
    const { part, layer, heads, mean, pair, specials, words, keep, share, least } = view.choice;
    const name = JSON.stringify([part, layer, heads, mean, pair, specials, words, keep, share, least]);
    const scene = before?.name === name ? before : { ...makeScene(view.meta, view.choice, data, before), name };
    return scene.rows.length && scene.columns.length ? scene : NOTHING_LEFT;
  },

  size(view, width) {
    const { rows, columns } = shownAxes(view);
    const most = Math.max(rows.length, columns.length);
    return { width: Math.min(width, WIDEST), height: HEADER + most * rowHeight(view) + 6 };
  },

  draw(view, pen, frame) {
    const place = geometry(view, frame);
    const { batches, drawn, crisp, left } = collect(view.content, place, frame);
    const strokes = (some) => some.map((batch) => ({ ends: batch.ends, ...stroke(view, pen, batch) }));
    const shade = strokes(batches.filter((batch) => !batch.crisp));
    if (drawn - crisp > CROWD) pen.crowd(shade, frame);
    else for (const { ends, ...style } of shade) pen.lines(ends, style);
    for (const { ends, ...style } of strokes(batches.filter((batch) => batch.crisp))) pen.lines(ends, style);
    for (const side of ["query", "key"]) column(view, pen, frame, place, side);
    header(view, pen, frame, place);
    return { lines: drawn, crisp, left };
  },

  /** One token's lines with their numbers, on a canvas of their own above the dimmed rest. */
  overlay(view, pen, frame) {
    const { focus } = view;
    if (!focus) return;
    const place = geometry(view, frame);
    focusLines(view, pen, place, focus);
    focusNumbers(view, pen, frame, place, focus);
    const y = yOf(place, focus.place);
    const box = place[focus.side];
    pen.box(box.box, y - place.row / 2 + 1, place.label, place.row - 2, {
      stroke: view.look.accent,
      line: 2,
      radius: 4,
    });
    for (const side of ["query", "key"]) column(view, pen, frame, place, side, focus);
    header(view, pen, frame, place);
  },

  legend: headLegend,

  at(view, x, y, frame) {
    const place = geometry(view, frame);
    if (y - frame.top < HEADER) return null;
    const index = Math.floor((y - HEADER) / place.row);
    for (const side of /** @type {const} */ (["query", "key"])) {
      const { box } = place[side];
      const near = side === place.first ? x < box + place.label + 10 : x > box - 10;
      if (near && index >= 0 && index < listOf(view.content, side).length) return { side, place: index };
    }
    return null;
  },

  yOf: (view, hit) => HEADER + (hit.place + 0.5) * rowHeight(view),

  focus(view) {
    const { pin } = view.choice;
    if (view.hit || !pin || !view.content) return view.hit;
    const place = placeOf(listOf(view.content, pin.side), pin.at);
    return place < 0 ? null : { side: pin.side, place };
  },

  /** Up and down: another token. Left and right: the other column. */
  move(view, arrow) {
    let { side, place } = view.focus ?? /** @type {Hit} */ ({ side: "query", place: -1 });
    if (arrow === "ArrowUp" || arrow === "ArrowDown") place += arrow === "ArrowDown" ? 1 : -1;
    else side = side === "query" ? "key" : "query";
    const count = listOf(view.content, side).length;
    view.point({ side, place: Math.min(count - 1, Math.max(0, place)) });
  },

  /** Pins a token, or lets the pinned one go. */
  press(view, hit) {
    if (!hit) return view.set({ pin: null });
    const { pin } = view.choice;
    const at = listOf(view.content, hit.side)[hit.place].members[0];
    const again = pin?.side === hit.side && pin.at === at;
    const pinned = again ? null : { side: hit.side, at };
    return view.set({ pin: pinned }).then(() => view.point(again ? null : hit));
  },

  enter: (view) => view.focus && lines.press(view, view.focus),

  summary: summaryOf,

  tip(view, { side, place }) {
    const { content: scene } = view;
    const found = strongest(scene, { side, place }, 5);
    const other = (line) => (side === "query" ? scene.columns[line.c] : scene.rows[line.r]).label;
    const several = scene.layers.length > 1;
    const told = found.map(
      (line) => `${quoted(other(line))} ${precise(line.value)}${several ? ` (${headName(view, line.head)})` : ""}`,
    );
    const verb = side === "query" ? "attends to" : "is attended to by";
    return `${quoted(listOf(scene, side)[place].label)} ${verb} ${told.join(", ") || "nothing shown here"}.`;
  },

  table(view) {
    const { content: scene, focus } = view;
    const rows = strongest(scene, focus, ROWS).map(({ r, c, head, value }) => [
      scene.rows[r].label,
      scene.columns[c].label,
      headName(view, head).replace("head ", ""),
      precise(value),
    ]);
    const label = focus && quoted(listOf(scene, focus.side)[focus.place].label);
    const asked = focus?.side === "query" ? `What ${label} attends to` : `What attends to ${label}`;
    const title = focus ? asked : "Strongest lines";
    return { title: `${title}, ${layerName(view)}`, heads: ["from", "to", "head", "weight"], rows };
  },

  csv(view) {
    const { rows, columns, layers } = view.content ?? { rows: [], columns: [], layers: [] };
    const { layer, base } = view.choice;
    const shown = notesOf(view, null).join("; ");
    const found = [["layer", "head", "from_position", "from", "to_position", "to", "weight", "shown"]];
    for (const { head, matrix, cut } of layers) {
      const name = head === MEAN ? "mean" : head + base;
      rows.forEach((row, r) =>
        columns.forEach((column, c) => {
          const value = matrix[r * columns.length + c];
          if (value < cut[r]) return;
          found.push([layer + base, name, row.members[0], row.label, column.members[0], column.label, value, shown]);
        }),
      );
    }
    return found;
  },

  where: oneLayer,

  notes: notesOf,

  meter: meterOf,
};
