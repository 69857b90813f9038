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
  dom.caption.textContent = `${caption(view)}. ${ERROR_NOTE}`;
  view.sayTip(view.tipOf(view.focus));
  fillTable(view);
  showMeter(dom.meter, view.lens.meter?.(view));
  showScale(dom.bar, view.lens.scale?.(view));
  dom.root.dataset.ready = view.meta.tag;
}

function showMeter(node, meter) {
  node.hidden = !meter;
  if (!meter) return;
  const bars = meter.shares.map(({ kind, name, share }) =>
    el("span", {
      class: `av-part av-${kind}`,
      style: `flex-grow:${Math.max(0, share).toFixed(4)}`,
      title: `${name}: ${percent(share)}`,
    }),
  );
  node.replaceChildren(
    el("div", { class: "av-parts", "aria-hidden": "true" }, ...bars),
    el("p", {}, meter.text),
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
