// What stands around the picture: its words, its numbers, its meter and its colour bar.

import { el } from "./dom.js";
import { fillTable } from "./table.js";
import { ERROR_NOTE, caption, percent, summary } from "./text.js";

/** @import { View } from "./view.js" */

/** Brings every sentence and number up to date. @param {View} view */
export function describe(view) {
  const { dom } = view;
  const told = summary(view);
  dom.summary.textContent = told;
  dom.stage.setAttribute("aria-label", told);
  const said = caption(view);
  dom.caption.textContent = `${said}${/[.!?…]”?$/.test(said) ? "" : "."} ${view.meta.exact ?? ERROR_NOTE}`;
  view.rest();
  fillTable(view);
  showMeter(dom.meter, view.lens.meter?.(view));
  showScale(dom.bar, view.lens.scale?.(view));
  dom.root.dataset.ready = view.meta.tag;
}

function showMeter(node, meter) {
  node.hidden = !meter;
  if (!meter) return;
  const seen = meter.shares.filter(({ share }) => share > 0.0005);
  const bars = seen.map(({ kind, share }) => el("span", { class: `av-part av-${kind}`, style: `flex-grow:${share.toFixed(4)}` }));
  const items = seen.map(({ kind, name, share, detail }) =>
    el("li", {}, el("span", { class: `av-swatch av-${kind}`, "aria-hidden": "true" }), `${name} `, el("strong", {}, percent(share)), detail ? ` (${detail})` : ""),
  );
  node.replaceChildren(
    el("div", { class: "av-parts", "aria-hidden": "true" }, ...bars),
    el("div", { class: "av-shares" }, el("span", {}, meter.title), el("ul", {}, ...items), meter.text),
  );
}

function showScale(node, scale) {
  node.hidden = !scale;
  if (!scale) return;
  const steps = scale.colours.filter((_, i) => i % 32 === 0 || i === 255).join(",");
  const style = `background:linear-gradient(90deg, ${steps})`;
  const ramp = el("span", { class: "av-ramp", "aria-hidden": "true", style });
  node.replaceChildren(scale.low, ramp, scale.high);
}
