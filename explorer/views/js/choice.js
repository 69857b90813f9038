// What is chosen in the view, and the same as a short text for the page's address.

import { LENSES } from "./lenses.js";
import { MEASURES, RENAMED } from "./scores.js";

/** @import { Choice, Meta, Part } from "./types.d.ts" */

export const PAIRS = ["all", "aa", "ab", "ba", "bb"];
export const SPECIALS = ["show", "hide", "renorm"];
export const KEEPS = ["mass", "least"];
export const LOOKS = ["screen", "print"];
export const SCALES = ["shared", "own"];

/** The first choice for a text. @param {Meta} meta @returns {Choice} */
export function defaults(meta) {
  return {
    lens: "lines",
    part: 0,
    layer: 0,
    heads: [...Array(meta.parts[0]?.heads ?? 0).keys()],
    mean: false,
    pair: "all",
    specials: "show",
    words: false,
    keep: "mass",
    share: firstShare(meta),
    least: 0.05,
    pin: null, // {side: "query" | "key", at: token}
    base: 0,
    sort: "", // measures by which the grid is sorted, and by which its heads are marked
    mark: "",
    scale: "shared",
    zoom: 1,
    look: "screen",
    ...clean(meta, meta.start ?? {}),
  };
}

/** Long texts start with fewer lines: a picture that is full shows nothing. */
function firstShare(meta) {
  const tokens = Math.max(0, ...meta.sides.map((side) => side.labels.length));
  return tokens <= 16 ? 0.8 : tokens <= 32 ? 0.6 : tokens <= 64 ? 0.4 : 0.3;
}

/** Only what this view can show of ``wanted``: links come from other texts, models and people. */
export function clean(meta, wanted) {
  const part = whole(wanted.part, 0, meta.parts.length - 1) ?? 0;
  const { layers = 0, heads = 0 } = meta.parts[part] ?? {};
  const kept = {
    part: whole(wanted.part, 0, meta.parts.length - 1),
    layer: whole(wanted.layer, 0, layers - 1),
    base: whole(wanted.base, 0, 1),
    lens: among(wanted.lens, Object.keys(LENSES)),
    pair: among(wanted.pair, PAIRS),
    specials: among(wanted.specials, SPECIALS),
    keep: among(wanted.keep, KEEPS),
    look: among(wanted.look, LOOKS),
    scale: among(wanted.scale, SCALES),
    share: number(wanted.share, 0.05, 1),
    least: number(wanted.least, 0, 1),
    zoom: number(wanted.zoom, 0.3, 3),
    mean: typeof wanted.mean === "boolean" ? wanted.mean : undefined,
    words: typeof wanted.words === "boolean" ? wanted.words : undefined,
    sort: among(wanted.sort, ["", ...Object.keys(MEASURES)]),
    mark: among(wanted.mark, ["", ...Object.keys(MEASURES)]),
    heads: chosenHeads(wanted.heads, heads),
    pin: pinned(meta, part, wanted.pin),
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

const among = (value, options) => (options.includes(value) ? value : undefined);

function number(value, least, most) {
  return typeof value === "number" && value >= least && value <= most ? value : undefined;
}

function whole(value, least, most) {
  return Number.isInteger(value) ? number(value, least, most) : undefined;
}

function chosenHeads(heads, count) {
  if (!Array.isArray(heads)) return undefined;
  const good = [...new Set(heads)].filter((head) => whole(head, 0, count - 1) !== undefined);
  return good.length ? good.sort((a, b) => a - b) : undefined;
}

function pinned(meta, part, pin) {
  if (pin === null) return null;
  if (!pin || !["query", "key"].includes(pin.side)) return undefined;
  const side = meta.sides[meta.parts[part]?.[pin.side]];
  return side && whole(pin.at, 0, side.labels.length - 1) !== undefined ? pin : undefined;
}

/** What of a choice fits another part, where its tokens are others. @param {Choice} choice @param {Part} part */
export function fitToPart(choice, { layers, heads }) {
  return {
    layer: Math.min(choice.layer, layers - 1),
    heads: choice.heads.filter((head) => head < heads),
    pin: null,
    sort: "",
    mark: "",
  };
}

/** The choice as "lens.grid_layer.3_heads.0-2": what differs from the first view, nothing else. */
export function toLink(choice, first) {
  const parts = [];
  for (const [name, value] of Object.entries(choice)) {
    if (JSON.stringify(value) === JSON.stringify(first[name])) continue;
    parts.push(`${name}.${written(name, value)}`);
  }
  return parts.join("_");
}

function written(name, value) {
  if (name === "heads") return value.join("-");
  if (name === "pin") return value ? `${value.side[0]}${value.at}` : "none";
  return String(value).replace(".", "p");
}

/** The reverse of toLink, unchecked: pass the result through clean(). */
export function fromLink(link) {
  const choice = {};
  for (const part of String(link ?? "").slice(0, 400).split("_")) {
    const [name, value = ""] = part.split(".");
    if (name && /^[a-z]+$/.test(name)) choice[name] = read(name, value);
  }
  return choice;
}

function read(name, value) {
  if (name === "heads") return value.split("-").map(Number);
  if (name === "pin") return readPin(value);
  if (name === "sort" || name === "mark") return RENAMED[value] ?? value;
  if (value === "true" || value === "false") return value === "true";
  return /^\d+(p\d+)?$/.test(value) ? Number(value.replace("p", ".")) : value;
}

function readPin(value) {
  if (!/^[qk]\d+$/.test(value)) return null;
  return { side: value[0] === "q" ? "query" : "key", at: Number(value.slice(1)) };
}
