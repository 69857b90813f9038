// The numbers beside the picture, as a table: the picture's twin for screen readers and for quoting.

import { el } from "./dom.js";
import { sidesOf } from "./scene.js";
import { measuresOf } from "./weights.js";
import { headName, layerName, quoted } from "./text.js";

const ROWS = 12;

export function fillTable(view, node) {
  const made = { lines: linesTable, grid: gridTable, neuron: neuronTable }[view.state.lens](view);
  const { title, heads, rows } = made;
  node.replaceChildren(
    el(
      "table",
      {},
      el("caption", {}, title),
      el("thead", {}, el("tr", {}, ...heads.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((text) => el("td", {}, el("bdi", {}, text)))))),
    ),
  );
}

function linesTable(view) {
  const { scene, focus } = view;
  const found = view.strongest(focus, ROWS);
  const rows = found.map(({ r, c, head, value }) => [
    scene.rows[r].label,
    scene.columns[c].label,
    headName(view, head).replace("head ", ""),
    value.toFixed(3),
  ]);
  const list = focus?.side === "query" ? scene.rows : scene.columns;
  const label = focus && quoted(list[focus.place].label);
  const asked = focus?.side === "query" ? `What ${label} looks at` : `Who looks at ${label}`;
  const title = focus ? asked : "Strongest lines";
  return { title: `${title}, ${layerName(view)}`, heads: ["from", "to", "head", "weight"], rows };
}

function gridTable(view) {
  const at = view.hoverHead ?? { layer: view.state.layer, head: view.state.heads[0] };
  const score = (name) => view.thumbnails().score(name, at.layer, at.head).toFixed(3);
  return {
    title: `${layerName(view, at.layer)}, ${headName(view, at.head)}`,
    heads: ["measure", "value"],
    rows: measuresOf(view.part).map(([name, text]) => [text, score(name)]),
  };
}

function neuronTable(view) {
  if (!view.neuron) return { title: "No numbers yet", heads: [], rows: [] };
  const { steps } = view.neuron;
  const { labels } = sidesOf(view.meta, view.state.part).key;
  const keys = [...Array(steps.keys).keys()].sort((a, b) => steps.weight[b] - steps.weight[a]);
  return {
    title: `Largest weights of ${quoted(sidesOf(view.meta, view.state.part).query.labels[steps.query])}`,
    heads: ["key", "q·k", "score", "weight"],
    rows: keys.slice(0, ROWS).map((key) => [
      labels[key],
      steps.dot[key].toFixed(2),
      steps.score[key] === -Infinity ? "masked" : steps.score[key].toFixed(2),
      steps.weight[key].toFixed(3),
    ]),
  };
}
