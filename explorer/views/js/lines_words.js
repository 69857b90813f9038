// What the lines lens says: the sentence above it, what its picture leaves out, where attention goes.

import { clearest, makeMeter, strongest } from "./scene.js";
import { capital, headName, headsName, layerName, listed, number, percent, quoted } from "./text.js";

/** @import { View } from "./view.js" */

/** @type {Record<string, string>} */
const SPECIALS = { hide: "special tokens hidden", renorm: "special tokens hidden, the rest rescaled to 100 %" };
const PAIRS = { aa: "only A → A", ab: "only A → B", ba: "only B → A", bb: "only B → B" };
const SHARES = {
  words: "to words",
  special: "to special tokens",
  weak: "in lines too weak to be drawn",
  specialHidden: "to special tokens, hidden",
  other: "to text that is filtered out",
};

/** The sentence above the picture: of the pinned token, or of all lines. @param {View} view */
export function summaryOf(view) {
  const { lens, part, choice, content } = view;
  const where = `${capital(layerName(view))}, ${headsName(view)}: `;
  const pinned = choice.pin && !view.hit ? lens.focus(view) : null;
  const parts = [where + (pinned ? ofToken(view, content, pinned) : ofLines(view, content))];
  if (part.causal) parts.push("This model reads from first to last: later tokens are masked, never attended to.");
  return parts.join(" ");
}

/** @param {View} view */
function ofToken(view, scene, focus) {
  const { side } = focus;
  const aside = view.choice.specials === "renorm" ? "special tokens aside, " : "";
  const found = strongest(scene, focus, 3).filter(({ value }) => value >= 0.005);
  const head = ({ head }) => (scene.layers.length > 1 ? ` (${headName(view, head)})` : "");
  const label = quoted((side === "query" ? scene.rows : scene.columns)[focus.place].label);
  if (!found.length) return `${label} has no weight in what is shown.`;
  if (side === "key") {
    const from = found.map((line) => `${quoted(scene.rows[line.r].label)}, ${percent(line.value)} of its attention${head(line)}`);
    return `${aside}${label} gets most from ${from[0]}${from[1] ? `, then from ${from[1]}` : ""}.`;
  }
  const to = found.map((line, i) => `${percent(line.value)} ${i ? "" : "of its attention "}to ${quoted(scene.columns[line.c].label)}${head(line)}`);
  return `${aside}${label} gives ${listed(to)}.`;
}

/** @param {View} view */
function ofLines(view, scene) {
  const { crisp, lines, left } = view.drawn ?? { crisp: 0, lines: 0, left: 0 };
  const count = `${number(scene.lines)} ${scene.lines === 1 ? "line" : "lines"}`;
  const parts = [topLine(view, scene)];
  if (crisp < lines) parts.push(`Bold: the ${number(crisp)} strongest in view, of ${count}.`);
  else parts.push(`${count}: ${rule(view.choice)}.`);
  if (left) parts.push(`${number(left)} more in view are left out: choose fewer heads or a smaller share.`);
  return parts.filter(Boolean).join(" ");
}

/** @param {View} view */
function topLine(view, scene) {
  const words = clearest(scene, view.part.query === view.part.key);
  const top = words ?? strongest(scene, null, 1)[0];
  if (!top) return "";
  const head = scene.layers.length > 1 ? `, ${headName(view, top.head)}` : "";
  const [from, to] = [scene.rows[top.r].label, scene.columns[top.c].label].map(quoted);
  return `the strongest line${words ? " between two words" : ""} runs from ${from} to ${to} (${percent(top.value)}${head}).`;
}

function rule({ keep, share, least, words }) {
  if (keep === "least") return `weights of at least ${percent(least)}`;
  return share < 1 ? `the strongest ${percent(share)} of each ${words ? "word" : "token"}'s attention` : "all weights";
}

/** What the picture leaves out or changes; of one token all lines are drawn. @param {View} view */
export function notesOf(view, focus = view.focus) {
  const { choice, content } = view;
  const of = focus && (focus.side === "query" ? content.rows : content.columns)[focus.place].label;
  const notes = [of ? `the lines of ${quoted(of)}` : rule(choice)];
  if (choice.words) notes.push("word pieces joined");
  if (choice.specials !== "show") notes.push(SPECIALS[choice.specials]);
  if (choice.pair !== "all" && view.sides.query.second.includes(1)) notes.push(PAIRS[choice.pair]);
  return notes;
}

/** Where the attention goes, in parts that make up all of it. @param {View} view */
export function meterOf(view) {
  const meter = makeMeter(view.meta, view.content);
  const named = [...meter.byLabel].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const names = named.map(([label, share]) => `${label} ${percent(share)}`).join(", ");
  const detail = { special: names, specialHidden: names };
  const shares = Object.entries(SHARES).map(([kind, name]) => ({ kind, name, share: meter[kind], detail: detail[kind] ?? "" }));
  const who = view.choice.heads.length === 1 ? "This head's attention goes" : "The attention of these heads goes";
  const scaled = view.choice.specials === "renorm" ? "In the picture the rest is scaled up to 100 %." : "";
  return { shares, title: who, text: scaled };
}
