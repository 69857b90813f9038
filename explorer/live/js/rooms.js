// What else the same text shows, one tab each; the attention view is the first.

import { button, el, range } from "../../views/js/dom.js";
import { tokenGrid } from "./grid_canvas.js";

/** @import { Live } from "./live.js" */

const GUESSES = 8;
const MOST_SENTENCES = 8;
const OTHERS = "The creature stayed on the pavement because it was exhausted.\nThe road was too wide for the dog.\nInterest rates rose again in spring.";
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const two = (cosine) => cosine.toFixed(2).replace(/^-(0\.00)$/, "$1");
const WAIT = "The model is being unpacked; this comes with it.";

/** Tabs above the view. @param {Live} live */
export function rooms(live) {
  const places = { view: live.page.getElementById("view"), rooms: live.page.getElementById("rooms") };
  const made = [tokens(live), heatmap(live), alike(live), sentences(live), blanks(live)];
  let open = null;
  const show = (room) => {
    open = room;
    places.view.classList.toggle("away", !!room);
    places.view.inert = !!room;
    places.rooms.replaceChildren(...(room ? [room.node] : []));
    for (const [tab, own] of tabs) tab.setAttribute("aria-pressed", String(own === room));
    return room && update(room);
  };
  const tabs = [null, ...made].map((room) => [button(room?.title ?? "Attention", room?.hint ?? "Which token attends to which", () => show(room)), room]);
  live.page.getElementById("tabs").append(...tabs.map(([tab]) => tab));
  show(null);
  const update = (room) => (live.answer ? room.update() : room.said && (room.said.textContent = WAIT));
  live.listeners.push(() => open && update(open));
}

const sentence = () => el("p", { class: "said", role: "status" });

/** Words, their pieces and ids. @param {Live} live */
function tokens(live) {
  const said = sentence();
  const body = el("tbody");
  const heads = ["Word as typed", "Pieces", "Ids"].map((name) => el("th", { scope: "col" }, name));
  const node = el("div", {}, said, el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body));
  const update = () => {
    const { labels, word, words } = live.view.meta.sides[0];
    const rows = words.map((typed, number) => {
      const places = [...word.keys()].filter((place) => word[place] === number);
      const cells = [typed, places.map((place) => labels[place]).join(" "), places.map((place) => live.ids[place]).join(" ")];
      return el("tr", {}, ...cells.map((cell) => el("td", { dir: "auto" }, cell)));
    });
    body.replaceChildren(...rows);
    const split = words.filter((_, number) => word.filter((own) => own === number).length > 1).length;
    const cut = split ? `${split} of them cut into pieces, the longest of the vocabulary first` : "none of them cut into pieces";
    said.textContent = `Words and marks: ${words.length}, ${cut}. With [CLS] and [SEP] they are ${labels.length} tokens.`;
  };
  return { title: "Tokens", hint: "How words become tokens", said, node, update };
}

/** One head, queries in rows. @param {Live} live */
function heatmap(live) {
  const said = sentence();
  const grid = tokenGrid((row, column, weight) => `“${row}” gives ${percent(weight)} of its attention to “${column}”.`);
  const layer = range("Layer", { min: 0, max: 5, step: 1, onchange: (value) => live.view.set({ layer: value }).then(update) });
  const head = range("Head", { min: 0, max: 11, step: 1, onchange: (value) => live.view.set({ heads: [value] }).then(update) });
  const node = el("div", {}, el("div", { class: "bar" }, layer.field, head.field), said, grid.node);
  const update = () => {
    const { layer: chosen, heads } = live.view.choice;
    const { labels } = live.view.meta.sides[0];
    [layer.slider.value, layer.output.textContent] = [chosen, chosen];
    [head.slider.value, head.output.textContent] = [heads[0], heads[0]];
    const matrix = Float32Array.from({ length: labels.length ** 2 }, (_, i) =>
      live.view.weight(chosen, heads[0], Math.floor(i / labels.length), i % labels.length));
    const best = strongest(live.view.meta.sides[0], matrix, false);
    const link = best ? ` “${labels[best.a]}” gives ${percent(best.value)} of its attention to “${labels[best.b]}”.` : "";
    said.textContent = `Layer ${chosen}, head ${heads[0]}, rows attend to columns.${link}`;
    grid.show(labels, matrix, said.textContent);
  };
  return { title: "Heatmap", hint: "One head as a matrix", said, node, update };
}

/** Tokens beside each other, state by state. @param {Live} live */
function alike(live) {
  const said = sentence();
  let state = 6;
  const grid = tokenGrid((row, column, cosine) => `“${row}” and “${column}”: cosine ${two(cosine)}.`);
  const layers = range("State", { min: 0, max: 6, step: 1, onchange: (value) => go(value) });
  const play = button("Play", "From the embeddings to the last layer", async () => {
    for (let next = 0; next <= 6 && node.isConnected; next++) {
      await go(next);
      await new Promise((done) => setTimeout(done, 700));
    }
  });
  const node = el("div", {}, el("div", { class: "bar" }, layers.field, play), said, grid.node);
  const go = (value) => {
    state = value;
    return update();
  };
  const update = async () => {
    layers.slider.value = String(state);
    layers.output.textContent = String(state);
    const { tag, sides: [{ labels }] } = live.view.meta;
    const { cosines } = await live.partner.ask({ kind: "alike", tag, state });
    if (!cosines || tag !== live.view.meta.tag) return;
    const after = state ? `After layer ${state - 1}` : "In the sum of embeddings";
    const best = strongest(live.view.meta.sides[0], cosines, true);
    said.textContent = best
      ? `${after}: “${labels[best.a]}” and “${labels[best.b]}” are most similar, cosine ${two(best.value)}, not corrected for anisotropy.`
      : `${after}: there are no two different words.`;
    grid.show(labels, cosines, said.textContent);
  };
  return { title: "Similarity", hint: "Which tokens the model treats as similar, layer by layer", said, node, update };
}

/** The largest number between two words, or pieces of words, with different labels. @returns {{a: number, b: number, value: number} | null} */
function strongest({ labels, special }, matrix, symmetric) {
  const words = labels.map((label, place) => !special[place] && /\p{L}/u.test(label));
  let best = null;
  matrix.forEach((value, i) => {
    const [a, b] = [Math.floor(i / labels.length), i % labels.length];
    const counts = (a < b || !symmetric) && labels[a] !== labels[b] && words[a] && words[b];
    if (counts && !(value <= best?.value)) best = { a, b, value };
  });
  return best;
}

/** The text beside others, as vectors. @param {Live} live */
function sentences(live) {
  const said = sentence();
  const list = el("div", { class: "blanks" });
  const box = el("textarea", { rows: 3, dir: "auto", oninput: () => live.answer && update() }, OTHERS);
  let [busy, late] = [false, false];
  const node = el("div", {}, el("label", { class: "compare" }, "Compared with, one sentence a line (8 at most)", box), said, list);
  /** One question at a time: what is typed meanwhile is asked after it, and only the last of it. */
  const update = async () => {
    if (busy) {
      late = true;
      return;
    }
    busy = true;
    await compare().finally(() => (busy = false));
    if (late) {
      late = false;
      await update();
    }
  };
  const compare = async () => {
    const others = box.value.split("\n").filter((line) => line.trim()).slice(0, MOST_SENTENCES);
    const { cosines } = await live.partner.ask({ kind: "sentences", texts: [live.typed.text, ...others] });
    const found = others.map((piece, i) => ({ piece, cosine: cosines[i] })).filter(({ cosine }) => Number.isFinite(cosine));
    const rows = found
      .sort((a, b) => b.cosine - a.cosine)
      .map(({ piece, cosine }) => ({ piece, share: Math.max(0, cosine), told: two(cosine) }));
    said.textContent = rows.length
      ? `Most similar is “${rows[0].piece}” with a cosine of ${rows[0].told}; 1 is the same meaning, about 0 unrelated.`
      : "Type a text above and a sentence here to compare it with.";
    list.replaceChildren(...(rows.length ? [bars("Cosine of sentence vectors, the means over the last hidden state", rows)] : []));
  };
  return { title: "Sentences", hint: "How similar sentences are", said, node, update };
}

/** What the teaching head expects in place of a word. @param {Live} live */
function blanks(live) {
  const said = sentence();
  const lists = el("div", { class: "blanks" });
  const choice = el("select", { "aria-label": "Hidden token", onchange: () => update() });
  const label = el("label", { class: "bar" }, "Hidden", choice);
  const node = el("div", {}, label, said, lists);
  const update = async () => {
    const { tag, sides: [{ labels, special }] } = live.view.meta;
    const typed = labels.includes("[MASK]");
    label.hidden = typed;
    fillChoice(choice, labels, special, live.view.choice.pin?.at);
    const { blanks: found } = await live.partner.ask({ kind: "fill", tag, at: Number(choice.value), count: GUESSES });
    if (!found || tag !== live.view.meta.tag) return;
    const first = found[0]?.guesses[0];
    said.textContent = first ? `The head expects “${first.piece}” here, ${percent(first.probability)} (${live.note}).` : "Type [MASK] in place of a word.";
    const rows = (guesses) => guesses.map(({ piece, probability }) => ({ piece, share: probability, told: percent(probability) }));
    lists.replaceChildren(...found.map(({ place, guesses }) => bars(`Token ${place}: ${labels[place]}`, rows(guesses))));
  };
  return { title: "Fill in the blank", hint: "What a masked word may be", said, node, update };
}

function fillChoice(choice, labels, special, pinned) {
  const before = labels[Number(choice.value)] === choice.selectedOptions[0]?.textContent ? choice.value : null;
  const places = [...labels.keys()].filter((place) => !special[place]);
  choice.replaceChildren(...places.map((place) => el("option", { value: place }, labels[place])));
  choice.value = String(before ?? (places.includes(pinned) ? pinned : places.at(-2) ?? places[0]));
}

/** A list with a bar for each share. @param {{piece: string, share: number, told: string}[]} rows */
function bars(title, rows) {
  const items = rows.map(({ piece, share, told }) =>
    el("li", {}, el("span", { dir: "auto" }, piece), el("i", { style: `width:${(100 * share).toFixed(1)}%`, "aria-hidden": "true" }), told));
  return el("section", {}, el("h2", {}, title), el("ol", {}, ...items));
}
