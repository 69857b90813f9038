// The embedding sum as a picture to save: strips of colour, then each token's shares.

import PALETTE from "../../../data/palette.json" with { type: "json" };
import { WIDTH, paragraph } from "../blocks.js";
import { scalesOf, stripCanvas } from "../strips.js";
import { numbered, percent, two } from "./said.js";

/** @import { Look } from "../../../views/js/types.d.ts" */
/** @import { Live } from "../live.js" */
/** @import { Block, Sheet, Stage } from "../types.d.ts" */

export const PARTS = ["word", "position", "segment"];
const ROW = 22;
const STRIP = { row: 34, from: 110, width: 590 };
const BAR = { from: 130, width: 330 };

/** @param {Live} live @param {any} last what is on the screen @param {string} title what the shares are @returns {Sheet} */
export function sumSheet({ view: { look }, first }, { meta, at, stages, every, said }, title) {
  const labels = numbered(meta.sides[0].labels);
  const shares = every.flatMap((row, place) => PARTS.map((part) => ["share of the sum", labels[place], part, "", row[part]]));
  const numbers = (kind, value) => stages.map((stage) => [kind, labels[at], stage.name, "", value(stage)]);
  const vectors = stages.flatMap(({ name, vector }) => Array.from(vector, (value, i) => ["vector", labels[at], name, i, value]));
  return {
    name: `embedding-sum_token${at}`,
    title: "Embedding sum",
    said,
    shown: [`token ${at}`],
    meta,
    blocks: [strips(look, stages), paragraph(look, `${title} ${first.tables}`, { faint: true, size: 12 }), bars(look, labels, every)],
    rows: [["quantity", "token", "part", "dimension", "value"], ...shares, ...numbers("length", ({ length }) => length), ...numbers("cosine with the sum", ({ cosine }) => cosine), ...vectors],
  };
}

/** @param {Look} look @param {Stage[]} stages @returns {Block} */
function strips(look, stages) {
  const top = scalesOf(stages);
  const style = { size: 13, font: look.sans };
  const numbers = STRIP.from + STRIP.width;
  return {
    width: WIDTH,
    height: STRIP.row * stages.length + ROW,
    draw(pen, left, y) {
      pen.text("length", left + numbers + 70, y + ROW / 2, { ...style, align: "end", colour: look.faint });
      pen.text("cosine", left + numbers + 150, y + ROW / 2, { ...style, align: "end", colour: look.faint });
      stages.forEach((stage, i) => {
        const middle = y + ROW + STRIP.row * (i + 0.5);
        pen.text(stage.name, left, middle, style);
        pen.image(stripCanvas(stage.vector, top(stage), look.theme), left + STRIP.from, middle - 14, STRIP.width, 28);
        pen.text(stage.length.toFixed(2), left + numbers + 70, middle, { ...style, align: "end" });
        pen.text(two(stage.cosine), left + numbers + 150, middle, { ...style, align: "end" });
      });
    },
  };
}

/** A row a token: bars right of zero add up, a negative share stands left of it. @param {Look} look @param {string[]} labels @param {Record<string, number>[]} every @returns {Block} */
function bars(look, labels, every) {
  const below = Math.max(...every.map((row) => PARTS.reduce((sum, part) => sum - Math.min(0, row[part]), 0)));
  const above = Math.max(...every.map((row) => PARTS.reduce((sum, part) => sum + Math.max(0, row[part]), 0)));
  const wide = (share) => (BAR.width * Math.abs(share)) / (below + above);
  const style = { size: 12, font: look.sans };
  return {
    width: WIDTH,
    height: ROW * every.length,
    draw: (pen, left, top) => every.forEach((row, place) => {
      const y = top + ROW * (place + 0.5);
      const zero = left + BAR.from + wide(below);
      let [before, behind] = [zero, zero];
      PARTS.forEach((part, i) => {
        const length = wide(row[part]);
        if (row[part] < 0) before -= length;
        pen.box(row[part] < 0 ? before : behind, y - 6, length, 12, { fill: PALETTE.categories[i] });
        if (row[part] > 0) behind += length;
      });
      pen.text(labels[place], left + BAR.from - 10, y, { ...style, align: "end", most: BAR.from - 10 });
      pen.text(PARTS.map((part) => `${part} ${percent(row[part])}`).join(", "), left + BAR.from + BAR.width + 12, y, { ...style, colour: look.faint });
    }),
  };
}
