// The elements of the view: two canvases in a stage, and what stands around them.

import { el } from "./dom.js";

export function skeleton() {
  const base = el("canvas", { class: "av-base" });
  const top = el("canvas", { class: "av-top" });
  const inner = el("div", { class: "av-inner" }, el("div", { class: "av-paper" }, base, top));
  const stage = el(
    "div",
    { class: "av-stage", tabindex: 0, role: "application", "aria-roledescription": "attention picture", "aria-describedby": "av-keys" },
    inner,
  );
  return {
    base,
    top,
    inner,
    stage,
    message: el("p", { class: "av-message", role: "alert" }),
    summary: el("p", { class: "av-summary", role: "status" }),
    tip: el("p", { class: "av-tip", "aria-live": "polite" }),
    meter: el("div", { class: "av-meter" }),
    table: el("div", { class: "av-table", tabindex: 0, role: "region", "aria-label": "Numbers" }),
    caption: el("p", { class: "av-caption" }),
    bar: el("div", { class: "av-scale" }),
    root: el("section", { class: "av", "aria-label": "Attention view" }),
  };
}

/** Puts the elements in their places: the controls above the picture, the numbers beside it. */
export function assemble(host, dom, { nodes, find }, style) {
  const picture = el("div", {}, dom.stage, dom.tip, dom.bar);
  const main = el("div", { class: "av-main" }, picture, el("div", { class: "av-side" }, find, dom.table));
  const below = [dom.meter, dom.caption];
  dom.root.append(...nodes, dom.summary, dom.message, main, ...below);
  host.replaceChildren(el("style", {}, style), dom.root);
}
