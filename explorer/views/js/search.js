// Finding a token by its letters.

import { quoted } from "./text.js";

export function search(view, text) {
  const wanted = text.trim().toLocaleLowerCase();
  view.foundSide = view.part.query;
  const { labels } = view.meta.sides[view.foundSide];
  const places = [...labels.keys()].filter((at) => labels[at].toLocaleLowerCase().includes(wanted));
  view.found = new Set(wanted ? places : []);
  view.foundAt = -1;
  if (view.found.size) return nextFound(view);
  view.draw();
  view.tip.textContent = wanted ? `No token contains ${quoted(text.trim())}.` : "";
  return undefined;
}

export async function nextFound(view) {
  const all = [...view.found];
  if (!all.length) return;
  view.foundAt = (view.foundAt + 1) % all.length;
  await view.set({ pin: { side: "query", at: all[view.foundAt] } });
  view.bringIntoSight();
  view.tip.textContent = `Found ${view.foundAt + 1} of ${all.length}. ${view.tip.textContent}`;
}
