// Finding a token by its letters.

import { quoted } from "./text.js";

/** @import { View } from "./view.js" */

/** Where the letters stand, small and capital alike. */
export function placesOf(labels, text) {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return [];
  return [...labels.keys()].filter((at) => labels[at].toLocaleLowerCase().includes(wanted));
}

/** The tokens found last, and which of them is shown. */
export class Finder {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.side = -1;
    this.found = new Set();
    this.shown = -1;
  }

  marks(side, token) {
    return side === this.side && this.found.has(token);
  }

  search(text) {
    const { view } = this;
    this.side = view.part.query;
    this.found = new Set(placesOf(view.meta.sides[this.side].labels, text));
    this.shown = -1;
    if (this.found.size) return this.next();
    view.draw();
    view.sayTip(text.trim() ? `No token contains ${quoted(text.trim())}.` : "");
    return undefined;
  }

  async next() {
    const { view } = this;
    const all = [...this.found];
    if (!all.length) return;
    this.shown = (this.shown + 1) % all.length;
    await view.set({ pin: { side: "query", at: all[this.shown] } });
    view.bringIntoSight();
    view.sayTip(`Found ${this.shown + 1} of ${all.length}. ${view.tipOf(view.focus)}`);
  }
}
