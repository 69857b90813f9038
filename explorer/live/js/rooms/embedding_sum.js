// How a token becomes the vector that enters the first layer: word + position + segment, then LayerNorm.

import { el } from "../../../views/js/dom.js";
import { scalesOf, stripCanvas } from "../strips.js";
import { saveMenu } from "../save_menu.js";
import { PARTS, sumSheet } from "./embedding_saved.js";
import { areWords, fillChoice, percent, quoted, sentence, two } from "./said.js";

/** @import { Live } from "../live.js" */
/** @import { Stage } from "../types.d.ts" */

const ABOUT = "Each strip is one vector, a colour a dimension: blue negative, orange positive. Cosine: with the sum.";
const SHARES = "Share of each part in each token's sum: its projection on the sum, so that shares add up to 1 and may be negative";

/** @param {Live} live */
export function embeddingRoom(live) {
  const said = sentence();
  const choice = el("select", { "aria-label": "Token", onchange: () => update() });
  const about = `${ABOUT} ${live.first.tables}`;
  const tip = el("p", { class: "tip", "aria-live": "polite" }, about);
  const strips = el("div", { class: "strips" });
  const shares = el("section", { class: "shares" });
  let last = null;
  const save = saveMenu(live, () => last && sumSheet(live, last, `${SHARES}.`));
  const node = el("div", {}, el("div", { class: "bar" }, el("label", { class: "av-field" }, "Token", choice), save), said, strips, tip, shares);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => last && paint(strips, last.stages, tip, about));
  const update = async () => {
    const { meta } = live.view;
    const { tag, sides: [side] } = meta;
    const pinned = live.view.choice.pin?.at;
    const words = areWords(side);
    fillChoice(choice, side.labels, [...side.labels.keys()], pinned ?? Math.max(0, words.indexOf(true)));
    const at = Number(choice.value);
    const { stages, shares: every } = await live.partner.ask({ kind: "embedding", tag, at });
    if (!stages || tag !== live.view.meta.tag) return;
    const most = PARTS.reduce((best, part) => (every[at][part] > every[at][best] ? part : best));
    said.textContent = `The vector of ${quoted(side.labels[at])} on its way into the first layer, LayerNorm(word + position + segment): the ${most} part makes up ${percent(every[at][most])} of the sum.`;
    last = { meta, at, stages, every, said: said.textContent };
    paint(strips, stages, tip, about);
    shares.replaceChildren(...sharesOf(side.labels, every));
  };
  return { title: "Embedding sum", hint: "How a token becomes the vector that enters the first layer", said, node, update };
}

/** The vectors as strips of colour, with their lengths and cosines. @param {Stage[]} stages */
function paint(strips, stages, tip, about) {
  const head = ["", "", "length", "cosine"].map((name) => el("span", { class: "head" }, name));
  const top = scalesOf(stages);
  const rows = stages.flatMap((stage) => [
    el("span", { class: "name" }, stage.name),
    strip(stage, top(stage), tip, about),
    el("span", { class: "number" }, stage.length.toFixed(2)),
    el("span", { class: "number" }, two(stage.cosine)),
  ]);
  strips.replaceChildren(...head, ...rows);
}

/** @param {Stage} stage */
function strip({ name, vector }, top, tip, about) {
  const canvas = stripCanvas(vector, top, matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${name}: ${vector.length} numbers`);
  const point = (/** @type {PointerEvent} */ { offsetX }) => {
    const at = Math.min(vector.length - 1, Math.max(0, Math.floor((offsetX / canvas.clientWidth) * vector.length)));
    tip.textContent = `${name}, dimension ${at}: ${vector[at].toFixed(4)}`;
  };
  for (const kind of ["pointermove", "pointerdown"]) canvas.addEventListener(kind, point);
  canvas.addEventListener("pointerleave", () => (tip.textContent = about));
  return canvas;
}

/** A row a token: bars right of zero add up, a negative share stands left of it. @param {Record<string, number>[]} every */
function sharesOf(labels, every) {
  const below = Math.max(...every.map((row) => PARTS.reduce((sum, part) => sum - Math.min(0, row[part]), 0)));
  const above = Math.max(...every.map((row) => PARTS.reduce((sum, part) => sum + Math.max(0, row[part]), 0)));
  const wide = (share) => `${((100 * share) / (below + above)).toFixed(2)}%`;
  const rows = every.map((row, place) => {
    let [left, right] = [below, below];
    const pieces = PARTS.map((part) => {
      const share = row[part];
      if (share < 0) left += share;
      const piece = el("i", { class: part, style: `left:${wide(share < 0 ? left : right)};width:${wide(Math.abs(share))}` });
      if (share > 0) right += share;
      return piece;
    });
    const told = PARTS.map((part) => `${part} ${percent(row[part])}`).join(", ");
    return el("li", {}, el("bdi", {}, labels[place]), el("span", { class: "stack", "aria-hidden": "true" }, ...pieces), el("span", {}, told));
  });
  const keys = PARTS.map((part) => el("span", {}, el("i", { class: part, "aria-hidden": "true" }), part));
  return [el("h2", {}, SHARES), el("p", { class: "keys" }, ...keys), el("ol", {}, ...rows)];
}
