// Where the view lives: in a page of its own (a file, a notebook's frame) or in the app.

import { fromLink } from "./choice.js";
import { View } from "./view.js";

/** @import { Choice, Meta } from "./types.d.ts" */

/** The hosts, given what every view needs: its style, the template of its file, its own code. */
export function connect(options) {
  return {
    mountPage: (page) => mountPage(page, options),
    streamlit: (component) => streamlit(component, options),
  };
}

/** A page made by Python or by the view's own Save button; the choices stand in its address. */
function mountPage(page, options) {
  const meta = JSON.parse(page.getElementById("meta").textContent);
  const buffers = {};
  for (const node of page.querySelectorAll("[data-buffer]")) {
    buffers[node.dataset.buffer] = () => node.textContent;
  }
  const wanted = { ...meta.start, ...fromLink(location.hash.slice(1)) };
  const view = new View(page.getElementById("view"), meta, wanted, options);
  view.connect({
    onChoice(link) {
      try {
        history.replaceState(null, "", `${location.pathname}${location.search}#${link}`);
      } catch {
        // a notebook's frame has no address of its own
      }
    },
  });
  view.put(buffers);
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", () => view.refresh());
  }
  return view;
}

// The app hands over one text in several messages, the layer that is shown first. Each message is
// a component of its own, so what has arrived is kept here under the tag of its text.
const SHELF = Symbol.for("explorer.views.attention");
const TEXTS_KEPT = 3;

function shelf() {
  globalThis[SHELF] ??= { texts: new Map(), views: new Map(), choices: new Map() };
  return globalThis[SHELF];
}

function keep(tag, buffers) {
  const { texts } = shelf();
  const known = texts.get(tag) ?? {};
  texts.delete(tag);
  texts.set(tag, { ...known, ...buffers });
  for (const old of texts.keys()) if (texts.size > TEXTS_KEPT && old !== tag) texts.delete(old);
}

function unpacked(data) {
  const blob = data.blob.getChildAt(0).toArray();
  const { names, lengths } = data.meta.index;
  let from = 0;
  return Object.fromEntries(names.map((name, i) => [name, blob.subarray(from, (from += lengths[i]))]));
}

/** Streamlit calls this for every message, and again when the theme changes. */
function streamlit({ data, parentElement, setStateValue, setTriggerValue }, options) {
  const { meta } = data;
  keep(meta.tag, unpacked(data));
  if (meta.role === "more") {
    for (const view of shelf().views.values()) {
      if (view.meta.tag === meta.tag) view.put(shelf().texts.get(meta.tag));
    }
    return undefined;
  }
  const view = appView(parentElement, meta, { setStateValue, setTriggerValue }, options);
  view.put(shelf().texts.get(meta.tag));
  return () => shelf().views.delete(parentElement);
}

/**
 * The view in its place on the page, made or brought up to date. What the reader chose in it stays,
 * also while another page is open, until the app asks for another start.
 */
function appView(parentElement, meta, { setStateValue, setTriggerValue }, options) {
  const { views, choices } = shelf();
  const { start, tag } = meta;
  const before = choices.get(meta.name); // the same on every visit to the page; Streamlit's own key is not
  let view = views.get(parentElement);
  const wanted = wantedChoice(meta, before);
  if (!view) {
    const host = document.createElement("div");
    parentElement.replaceChildren(host);
    view = new View(host, meta, wanted, options);
    views.set(parentElement, view);
  } else if (view.meta.tag !== tag || !same(before.start, start)) view.load(meta, wanted);
  choices.set(meta.name, { start, tag, heads: view.part?.heads, choice: view.choice });
  return view.connect({
    onChoice(link, choice) {
      const { layer, heads, part, lens, pin } = choice;
      choices.set(meta.name, { start, tag, heads: view.part?.heads, choice });
      setStateValue("view", { link: wholeLink(link, choice), layer, heads, part, lens, pin });
    },
    onNeed: (name) => setStateValue("need", { name, tag }),
    onExport: () => setTriggerValue("export", true),
  });
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * What was chosen; above it what the app asks for that it did not ask for before; above that the
 * link of a first visit.
 * @param {Meta} meta @param {{start: Meta["start"], tag: string, heads: number, choice: Choice} | undefined} before
 */
export function wantedChoice(meta, before) {
  const { start } = meta;
  if (!before) return { ...start, ...linked(meta) };
  const kept = before.tag === meta.tag ? before.choice : onAnotherText(meta, before.choice, before.heads);
  if (start.asked === before.start.asked) return kept;
  return { ...kept, ...Object.fromEntries(start.anew.map((name) => [name, start[name]])) };
}

/**
 * A token's place means nothing in another text; all heads stay all, however many there are.
 * @param {Meta} meta @param {Choice} choice @param {number} before
 */
function onAnotherText({ start, parts }, choice, before) {
  const { heads } = parts[choice.part] ?? parts[0];
  const all = choice.heads.length > 1 && choice.heads.length === before;
  return { ...choice, heads: all ? [...Array(heads).keys()] : choice.heads, pin: start.pin ?? null };
}

/**
 * A link that says something says all: where it names no head it was saved when all were shown first.
 * @param {Meta} meta
 */
function linked({ start, parts }) {
  const said = fromLink(start.link);
  if (!Object.keys(said).length) return {};
  const { heads } = parts[said.part] ?? parts[0];
  return { heads: [...Array(heads).keys()], pin: null, ...said };
}

/** The choice as a link that does not depend on what the app shows first. */
export function wholeLink(link, { heads, pin }) {
  if (!link) return "";
  const named = new Set(link.split("_").map((part) => part.split(".")[0]));
  const more = [named.has("heads") ? "" : `heads.${heads.join("-")}`, named.has("pin") || !pin ? "" : `pin.${pin.side[0]}${pin.at}`];
  return [link, ...more].filter(Boolean).join("_");
}
