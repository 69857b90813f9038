// What else the same text shows, one tab each; the attention view is the first.

import { button } from "../../views/js/dom.js";
import { closeWhenLeft } from "../../views/js/menus.js";
import { embeddingRoom } from "./rooms/embedding_sum.js";
import { heatmap } from "./rooms/heatmap.js";
import { layerFilm } from "./rooms/layer_film.js";
import { sentences } from "./rooms/sentences.js";
import { alike } from "./rooms/similarity.js";
import { tasks } from "./rooms/tasks.js";
import { tokens } from "./rooms/tokens.js";

/** @import { Live } from "./live.js" */

const WAIT = "The model is being unpacked; this comes with it.";
const ORDER = [heatmap, tokens, embeddingRoom, alike, layerFilm, sentences, tasks];

/** The room's name in an address. */
const nameOf = (room) => room.title.toLowerCase().replaceAll(" ", "-");

/** Tabs above the view. Returns what opens the room of a name; the attention view where there is none. @param {Live} live */
export function rooms(live) {
  const places = { view: live.page.getElementById("view"), rooms: live.page.getElementById("rooms") };
  const { tasks: carried, sentences: compares } = live.first;
  const there = ORDER.filter((room) => (room !== tasks || carried.length) && (room !== sentences || compares));
  const made = there.map((room) => room(live));
  let open = null;
  const show = (room) => {
    open = room;
    live.room = room ? nameOf(room) : "";
    places.view.classList.toggle("away", !!room);
    places.view.inert = !!room;
    places.rooms.replaceChildren(...(room ? [room.node] : []));
    for (const [tab, own] of tabs) tab.setAttribute("aria-pressed", String(own === room));
    return room && update(room);
  };
  const tabs = [null, ...made].map((room) => [button(room?.title ?? "Attention", room?.hint ?? "Which token attends to which", () => {
    if (room === open) return;
    live.address(); // of the room that is left, with what was typed last
    show(room);
    live.address(true);
  }), room]);
  live.page.getElementById("tabs").append(...tabs.map(([tab]) => tab));
  /** What a room shows, or why it cannot show it. */
  const update = (room) => {
    const lacks = live.lacks || (live.answer ? "" : WAIT);
    places.rooms.classList.toggle("stale", !!live.lacks);
    return lacks ? (room.said.textContent = lacks) : room.update();
  };
  closeWhenLeft(places.rooms);
  live.listeners.push(() => open && update(open));
  return (name) => show(made.find((room) => nameOf(room) === name) ?? null);
}
