// The controls above the picture. They change the view's state; sync() shows what it is now.

import { button, check, el, put, range, select } from "./dom.js";
import { downloads } from "./exports.js";
import { headColour, headDash } from "./theme.js";
import { nextFound, search } from "./search.js";
import { LENSES } from "./state.js";
import { measuresOf } from "./weights.js";
import { pairChoices, percent } from "./text.js";

const TITLES = { lines: "Lines", grid: "Grid", neuron: "Neuron" };
const HINTS = {
  lines: "Who looks at whom in one layer",
  grid: "All heads of all layers at a glance",
  neuron: "How one head computes one token's weights",
};
const KEYS =
  "Arrow keys: move from token to token or head to head. Enter: pin a token or open a head. Escape: let go. " +
  "Page up, page down: layer. , and . : head. L, G, N: lens. + and -: zoom. /: find a token.";

export class Controls {
  constructor(view) {
    this.view = view;
    const set = (name) => (value) => view.set({ [name]: value });
    this.lenses = LENSES.map((lens) =>
      button(TITLES[lens], HINTS[lens], () => view.set({ lens }), { "data-lens": lens }),
    );
    this.part = select("Attention", [], (value) => view.set({ part: Number(value), pin: null }));
    this.layer = range("Layer", { min: 0, max: 0, step: 1, onchange: set("layer") });
    this.layer.field.addEventListener("wheel", (event) => wheel(event, view), { passive: false });
    this.pair = select("Pair", [], set("pair"));
    this.specials = select(
      "Special tokens",
      [["show", "shown"], ["hide", "hidden"], ["renorm", "hidden, rest scaled to 100 %"]],
      set("specials"),
    );
    this.words = check("Whole words", set("words"));
    this.keep = select("Draw", [["mass", "strongest share"], ["least", "weights from"]], set("keep"));
    this.share = range("", { name: "Share of attention to draw", min: 0.05, max: 1, step: 0.05, onchange: set("share") });
    this.least = range("", { name: "Least weight to draw", min: 0, max: 1, step: 0.01, onchange: set("least") });
    this.mean = check("Average", set("mean"));
    this.sort = select("Order", [], set("sort"));
    this.mark = select("Mark", [], set("mark"));
    this.scale = select("Colours", [["shared", "one scale"], ["own", "own scale each"]], set("scale"));
    this.base = select("Numbers from", [["0", "0"], ["1", "1"]], (value) => view.set({ base: Number(value) }));
    this.print = check("Print look", (on) => view.set({ look: on ? "print" : "screen" }));
    this.find = el("input", { type: "search", placeholder: "Find a token", "aria-label": "Find a token", oninput: () => search(view, this.find.value), onkeydown: (event) => event.key === "Enter" && nextFound(view) });
    this.legend = el("div", { class: "av-legend", role: "group", "aria-label": "Heads" });
    this.nodes = [this.first(), this.second(), this.legend];
  }

  first() {
    const { view } = this;
    const zoom = el(
      "span",
      { class: "av-group" },
      button("−", "Smaller", () => view.zoom(1 / 1.2)),
      button("+", "Larger", () => view.zoom(1.2)),
    );
    return el(
      "div",
      { class: "av-bar" },
      el("div", { class: "av-lenses", role: "group", "aria-label": "Lens" }, ...this.lenses),
      this.part.field,
      this.layer.field,
      this.find,
      zoom,
      menu("More", "av-more", this.base.field, this.print.field, el("p", {}, KEYS)),
      menu("Save", "av-save", ...downloads(view)),
    );
  }

  second() {
    return el("div", { class: "av-bar" }, this.pair.field, this.specials.field, this.words.field, this.keep.field, this.share.field, this.least.field, this.sort.field, this.mark.field, this.scale.field);
  }

  sync() {
    const { state, part, meta } = this.view;
    for (const tab of this.lenses) tab.setAttribute("aria-pressed", String(tab.dataset.lens === state.lens));
    options(this.part.menu, meta.parts.map((p, i) => [String(i), { self: "self", cross: "cross (target → source)" }[p.name] ?? p.name]));
    put(this.part.menu, state.part);
    show(this.part.field, meta.parts.length > 1);
    this.layer.slider.max = part.layers - 1;
    put(this.layer.slider, state.layer);
    this.layer.output.textContent = `${state.layer + state.base} of ${state.base ? `1–${part.layers}` : `0–${part.layers - 1}`}`;
    show(this.layer.field, state.lens !== "grid" && part.layers > 1);
    this.syncFilters();
    this.syncLegend();
  }

  syncFilters() {
    const { state, meta } = this.view;
    const lines = state.lens === "lines";
    const pairs = pairChoices(this.view);
    options(this.pair.menu, pairs ?? []);
    show(this.pair.field, lines && pairs);
    show(this.specials.field, lines && meta.sides.some((side) => side.special.includes(1)));
    options(this.sort.menu, [["", "layer × head"], ...measuresOf(this.view.part)]);
    options(this.mark.menu, [["", "nothing"], ...measuresOf(this.view.part)]);
    for (const name of ["pair", "specials", "keep", "sort", "mark", "scale", "base"]) put(this[name].menu, state[name]);
    for (const name of ["share", "least"]) put(this[name].slider, state[name]);
    this.share.output.textContent = percent(state.share);
    this.least.output.textContent = state.least.toFixed(2);
    show(this.keep.field, lines);
    show(this.share.field, lines && state.keep === "mass");
    show(this.least.field, lines && state.keep === "least");
    show(this.sort.field, state.lens === "grid");
    show(this.mark.field, state.lens === "grid");
    show(this.scale.field, state.lens === "grid");
    show(this.words.field, lines);
    this.words.box.checked = state.words;
    this.mean.box.checked = state.mean;
    this.print.box.checked = state.look === "print";
  }

  /** One button a head, with its colour and dash; a click switches, a double click leaves it alone. */
  syncLegend() {
    const { state, part } = this.view;
    const name = `${part.name}${part.heads}${state.base}${this.view.look.theme}`;
    if (this.legendFor !== name) this.makeLegend(name);
    show(this.legend, state.lens !== "grid");
    show(this.all, state.lens === "lines" && part.heads > 1);
    show(this.mean.field, state.lens === "lines" && part.heads > 1);
    const chosen = state.lens === "neuron" ? state.heads.slice(0, 1) : state.heads;
    for (const node of this.legend.querySelectorAll("[data-head]")) {
      node.setAttribute("aria-pressed", String(chosen.includes(Number(node.dataset.head))));
    }
  }

  makeLegend(name) {
    const { view } = this;
    this.legendFor = name;
    const heads = [...Array(view.part.heads).keys()];
    this.all = button("all", "Choose all heads", () => view.set({ heads }));
    this.legend.replaceChildren(
      el("span", { class: "av-name" }, "Heads"),
      ...heads.map((head) =>
        button(String(head + view.state.base), `Head ${head + view.state.base}`, (event) => view.toggleHead(head, event.detail > 1), {
          "data-head": head,
          class: "av-head",
        }),
      ),
      this.all,
      this.mean.field,
    );
    for (const node of this.legend.querySelectorAll("[data-head]")) node.prepend(swatch(view.look, Number(node.dataset.head)));
  }
}

function swatch(look, head) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "line");
  const set = (node, values) => Object.entries(values).forEach(([name, value]) => node.setAttribute(name, value));
  set(svg, { width: 20, height: 8, "aria-hidden": "true" });
  set(line, { x1: 0, x2: 20, y1: 4, y2: 4, stroke: headColour(look, head), "stroke-width": 3 });
  if (headDash(head).length) line.setAttribute("stroke-dasharray", headDash(head).join(" "));
  svg.append(line);
  return svg;
}

function menu(label, name, ...children) {
  return el("details", { class: `av-menu ${name}` }, el("summary", {}, label), el("div", {}, ...children));
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

function wheel(event, view) {
  event.preventDefault();
  view.step("layer", event.deltaY > 0 ? 1 : -1);
}
