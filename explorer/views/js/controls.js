// The controls above the picture. They change what is chosen; sync() shows what it is now.

import { button, check, el, put, range, select } from "./dom.js";
import { downloads } from "./exports.js";
import { byWheel } from "./input.js";
import { LENSES } from "./lenses.js";
import { menu, roving, stopAt } from "./menus.js";
import { measuresOf } from "./scores.js";
import { pairChoices, percent } from "./text.js";
import { headColour, headDash } from "./theme.js";

/** @import { View } from "./view.js" */

const KEYS =
  "Keys in the picture. Arrows: another token or head. Enter: pin the token or open the head. Escape: let go. " +
  "Shift with up or down, page up, page down: layer. Shift with left or right, comma, full stop: head. " +
  "L, G, N: lens. + and -: size. /: find a token.";
const SEVERAL = "Click: this head alone; with Ctrl or Shift: switch it on or off beside the others";

export class Controls {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    const set = (name) => (value) => view.set({ [name]: value });
    this.lenses = Object.entries(LENSES).map(([lens, { title, hint }]) =>
      button(title, hint, () => view.set({ lens }), { "data-lens": lens }),
    );
    this.part = select("Attention", [], (value) => view.set({ part: Number(value), pin: null }));
    this.layer = range("Layer", { min: 0, max: 0, step: 1, onchange: set("layer") });
    this.layer.field.addEventListener("wheel", (event) => byWheel(view, event), { passive: false });
    this.pair = select("Pair", [], set("pair"));
    this.specials = select(
      "Special tokens",
      [["show", "shown"], ["hide", "hidden"], ["renorm", "hidden, rest scaled to 100 %"]],
      set("specials"),
    );
    this.words = check("Whole words", set("words"));
    this.keep = select("Draw", [["mass", "strongest share"], ["least", "weights from"]], set("keep"));
    this.share = range("Share drawn", { min: 0.05, max: 1, step: 0.05, onchange: set("share") });
    this.least = range("Least weight", { min: 0, max: 1, step: 0.01, onchange: set("least") });
    this.mean = check("Average of the heads", set("mean"));
    this.sort = select("Order", [], set("sort"));
    this.mark = select("Mark", [], set("mark"));
    this.scale = select("Colours", [["shared", "one scale"], ["own", "own scale each"]], set("scale"));
    this.base = select("Numbers from", [["0", "0"], ["1", "1"]], (value) => view.set({ base: Number(value) }));
    this.print = check("Print look", (on) => view.set({ look: on ? "print" : "screen" }));
    this.find = el("input", { type: "search", placeholder: "Find a token", "aria-label": "Find a token", class: "av-find", oninput: () => view.finder.search(this.find.value), onkeydown: (event) => event.key === "Enter" && view.finder.next() });
    this.legend = el("div", { class: "av-legend", role: "group", "aria-label": "Heads" });
    roving(this.legend);
    this.filters = menu("Filter", "av-filter", this.pair.field, this.specials.field, this.words.field, this.mean.field, this.keep.field, this.share.field, this.least.field);
    this.nodes = [this.bar()];
  }

  /** All that changes the picture, in one row where the window is wide. */
  bar() {
    const { view } = this;
    const zoom = el(
      "span",
      { class: "av-group" },
      button("Smaller", "The whole picture", () => view.zoom(1 / 1.2)),
      button("Larger", "The whole picture", () => view.zoom(1.2)),
    );
    return el(
      "div",
      { class: "av-bar" },
      el("div", { class: "av-lenses", role: "group", "aria-label": "Lens" }, ...this.lenses),
      this.part.field,
      this.layer.field,
      this.legend,
      this.sort.field,
      this.mark.field,
      this.scale.field,
      this.filters,
      menu("More", "av-more", zoom, this.base.field, this.print.field, el("p", { id: "av-keys" }, KEYS)),
      menu("Save", "av-save", ...downloads(view)),
    );
  }

  /** Shows what is chosen, and only what this lens listens to. */
  sync() {
    const { choice, part, meta } = this.view;
    for (const tab of this.lenses) tab.setAttribute("aria-pressed", String(tab.dataset.lens === choice.lens));
    options(this.part.menu, meta.parts.map((p, i) => [String(i), { self: "self", cross: "cross (target → source)" }[p.name] ?? p.name]));
    put(this.part.menu, choice.part);
    show(this.part.field, meta.parts.length > 1);
    this.layer.slider.max = part.layers - 1;
    put(this.layer.slider, choice.layer);
    const layer = `${choice.layer + choice.base} of ${choice.base ? `1–${part.layers}` : `0–${part.layers - 1}`}`;
    this.layer.output.textContent = layer;
    this.layer.slider.setAttribute("aria-valuetext", layer);
    this.syncValues();
    this.syncLegend();
    this.syncFields();
  }

  syncValues() {
    const { choice, part } = this.view;
    options(this.pair.menu, pairChoices(this.view) ?? []);
    options(this.sort.menu, [["", "layer × head"], ...measuresOf(part)]);
    options(this.mark.menu, [["", "nothing"], ...measuresOf(part)]);
    for (const name of ["pair", "specials", "keep", "sort", "mark", "scale", "base"]) put(this[name].menu, choice[name]);
    for (const name of ["share", "least"]) put(this[name].slider, choice[name]);
    this.share.output.textContent = percent(choice.share);
    this.least.output.textContent = percent(choice.least);
    for (const name of ["share", "least"]) this[name].slider.setAttribute("aria-valuetext", this[name].output.textContent);
    this.words.box.checked = choice.words;
    this.mean.box.checked = choice.mean;
    this.print.box.checked = choice.look === "print";
  }

  /** A field is there where the lens listens to it and there is something to choose. */
  syncFields() {
    const { choice, part, meta, lens } = this.view;
    const fits = {
      layer: part.layers > 1,
      pair: pairChoices(this.view),
      specials: meta.sides.some((side) => side.special.includes(1)),
      share: choice.keep === "mass",
      least: choice.keep === "least",
      mean: part.heads > 1,
    };
    for (const name of ["layer", "pair", "specials", "words", "keep", "share", "least", "sort", "mark", "scale", "mean"]) {
      show(this[name].field, lens.controls.includes(name) && (!(name in fits) || fits[name]));
    }
    show(this.legend, lens.controls.includes("heads"));
    show(this.filters, lens.controls.includes("keep"));
    show(this.all, lens.controls.includes("all") && part.heads > 1);
  }

  /** One button a head, with its colour and dash. */
  syncLegend() {
    const { choice, part, heads, look } = this.view;
    const name = `${part.name}${part.heads}${choice.base}${look.theme}`;
    if (this.legendFor !== name) this.makeLegend(name);
    const buttons = [...this.legend.querySelectorAll("[data-head]")];
    for (const node of buttons) node.setAttribute("aria-pressed", String(heads.includes(Number(node.dataset.head))));
    if (!buttons.includes(this.legend.getRootNode().activeElement)) stopAt(buttons, heads[0]);
    this.all.setAttribute("aria-pressed", String(heads.length === part.heads));
  }

  makeLegend(name) {
    const { view } = this;
    this.legendFor = name;
    const heads = [...Array(view.part.heads).keys()];
    this.all = button("All heads", "The lines of every head at once", () => view.set({ heads }));
    this.legend.replaceChildren(
      el("span", { class: "av-name" }, "Heads"),
      ...heads.map((head) =>
        button(String(head + view.choice.base), SEVERAL, (event) => view.chooseHead(head, event.ctrlKey || event.metaKey || event.shiftKey), {
          "data-head": head,
          "aria-label": `Head ${head + view.choice.base}`,
          class: "av-head",
        }),
      ),
      this.all,
    );
    for (const node of this.legend.querySelectorAll("[data-head]")) node.prepend(swatch(view.look, Number(node.dataset.head)));
  }
}

function swatch(look, head) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "line");
  const set = (node, values) => Object.entries(values).forEach(([name, value]) => node.setAttribute(name, value));
  set(svg, { width: 12, height: 6, viewBox: "0 0 20 8", "aria-hidden": "true" });
  set(line, { x1: 0, x2: 20, y1: 4, y2: 4, stroke: headColour(look, head), "stroke-width": 3 });
  if (headDash(head).length) line.setAttribute("stroke-dasharray", headDash(head).join(" "));
  svg.append(line);
  return svg;
}

function options(node, pairs) {
  const name = JSON.stringify(pairs);
  if (node.dataset.options === name) return;
  node.dataset.options = name;
  node.replaceChildren(...pairs.map(([value, text]) => el("option", { value }, text)));
}

function show(node, yes) {
  node.hidden = !yes;
}
