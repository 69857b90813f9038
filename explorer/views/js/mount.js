// Where the view lives: in a page of its own (a file, a notebook's frame) or in the app.

import { fromLink } from "./choice.js";
import { View } from "./view.js";

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
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => view.refresh());
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
function streamlit({ data, parentElement, setStateValue }, options) {
  const { meta } = data;
  keep(meta.tag, unpacked(data));
  if (meta.role === "more") {
    for (const view of shelf().views.values()) {
      if (view.meta.tag === meta.tag) view.put(shelf().texts.get(meta.tag));
    }
    return undefined;
  }
  const view = appView(parentElement, meta, setStateValue, options);
  view.put(shelf().texts.get(meta.tag));
  return () => shelf().views.delete(parentElement);
}

/**
 * The view in its place on the page, made or brought up to date. What the reader chose in it stays,
 * also while another page is open, until the app asks for another start.
 */
function appView(parentElement, meta, setStateValue, options) {
  const { views, choices } = shelf();
  const start = JSON.stringify(meta.start);
  const before = choices.get(meta.name); // the same on every visit to the page; Streamlit's own key is not
  const again = before?.start === start;
  let view = views.get(parentElement);
  const wanted = wantedChoice(meta, view?.choice ?? before?.choice, { first: !before, again });
  if (!view) {
    const host = document.createElement("div");
    parentElement.replaceChildren(host);
    view = new View(host, meta, wanted, options);
    views.set(parentElement, view);
  } else if (view.meta.tag !== meta.tag || !again) view.load(meta, wanted);
  choices.set(meta.name, { start, choice: view.choice });
  return view.connect({
    onChoice(link, choice) {
      const { layer, heads, part } = choice;
      choices.set(meta.name, { start, choice });
      setStateValue("view", { link, layer, heads, part });
    },
    onNeed: (name) => setStateValue("need", { name, tag: meta.tag }),
  });
}

/** What was chosen, below what the app asks for anew, below the link of a first visit. */
function wantedChoice(meta, before, { first, again }) {
  const asked = again ? {} : meta.start;
  const link = first ? fromLink(meta.start?.link) : {};
  return { ...before, ...asked, ...link };
}
