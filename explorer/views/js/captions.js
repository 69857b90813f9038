// What stands around the picture: its words, its numbers, its meter and its colour bar.

import { el } from "./dom.js";
import { makeMeter } from "./scene.js";
import { fillTable } from "./table.js";
import * as words from "./text.js";

export function tell(view) {
  const summary = words.summary(view);
  view.summary.textContent = summary;
  view.stage.setAttribute("aria-label", summary);
  view.caption.textContent = `${words.caption(view)}. ${words.ERROR_NOTE}`;
  if (view.state.lens === "lines") view.tip.textContent = words.tip(view, view.focus);
  fillTable(view, view.table);
  tellMeter(view);
  tellScale(view);
  view.root.dataset.ready = view.meta.tag;
}

const KINDS = {
  drawn: "drawn",
  weak: "too weak to be drawn",
  specialHidden: "special tokens, hidden",
  other: "filtered out",
};

function tellMeter(view) {
  view.meter.hidden = view.state.lens !== "lines";
  if (view.meter.hidden) return;
  const meter = makeMeter(view.meta, view.scene);
  const bars = Object.entries(KINDS).map(([kind, name]) =>
    el("span", {
      class: `av-part av-${kind}`,
      style: `flex-grow:${Math.max(0, meter[kind]).toFixed(4)}`,
      title: `${name}: ${words.percent(meter[kind])}`,
    }),
  );
  view.lastMeter = meter;
  view.meter.replaceChildren(
    el("div", { class: "av-parts", "aria-hidden": "true" }, ...bars),
    el("p", {}, words.meterText(view, meter)),
  );
}

function tellScale(view) {
  const { lens, scale } = view.state;
  view.bar.hidden = lens === "lines" || (lens === "neuron" && !view.neuron);
  if (view.bar.hidden) return;
  const grid = lens === "grid";
  const colours = grid ? view.look.sequentialCss : view.look.signedCss;
  const steps = colours.filter((_, i) => i % 32 === 0 || i === 255).join(",");
  const style = `background:linear-gradient(90deg, ${steps})`;
  const ramp = el("span", { class: "av-ramp", "aria-hidden": "true", style });
  const [low, high] = grid ? words.gridScale(scale) : words.neuronScale(view.neuron.ranges);
  view.bar.replaceChildren(low, ramp, high);
}
