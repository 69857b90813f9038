// What the teaching heads say of the text: one head at a time, from a list.

import { select, el } from "../../../views/js/dom.js";
import { saveMenu } from "../save_menu.js";
import { sentence } from "./said.js";
import { answers } from "./task_answers.js";
import { blanks } from "./task_blanks.js";
import { labels, pairs } from "./task_labels.js";
import { entities, partsOfSpeech } from "./task_tags.js";

/** @import { Live } from "../live.js" */
/** @import { Sheet } from "../types.d.ts" */

const PANELS = {
  "part-of-speech": ["Parts of speech", partsOfSpeech],
  entities: ["Names (entities)", entities],
  classify: ["Sentiment", labels],
  "next-sentence": ["Next sentence", pairs],
  entail: ["Entailment", pairs],
  answer: ["Answer a question", answers],
  "fill-mask": ["Fill in the blank", blanks],
};

const SEVERAL = ["Task heads", "Small classifiers on top of the model: parts of speech, names, sentiment, pairs, answers, blanks"];

/** What asks a head about the text that is shown; it gets undefined where another text or head is shown by now. @param {Live} live */
const asking = (live, task, isOpen) => async (given) => {
  const { tag } = live.view.meta;
  const { said } = await live.partner.ask({ kind: "task", task, tag, labels: live.heads[task].labels, second: "", ...given });
  return tag === live.view.meta.tag && isOpen() ? said : undefined;
};

/** @param {Live} live */
export function tasks(live) {
  const said = sentence();
  const place = el("div", {});
  const made = {};
  const carried = Object.entries(PANELS).filter(([task]) => live.first.tasks.includes(task));
  let [[open, [first]]] = carried;
  let shown = null; // what was said last, for which text and task
  const save = saveMenu(live, () => shown?.task === open && sheetOf(live, shown, made[open]));
  let [told, waiting] = ["", false]; // the task that the sentence is about, and whether heads are waited for
  const { menu, field } = select("Task", carried.map(([task, [name]]) => [task, name]), (task) => {
    open = task;
    return update();
  });
  const controls = el("div", { class: "bar" });
  const node = el("div", {}, controls, said, place);
  /** A pass does not wait for the heads: they are asked once they are here. */
  const wait = () => {
    said.textContent = "The heads are on their way.";
    if (!waiting) live.arrived.then(update, ({ message }) => (said.textContent = message));
    waiting = true;
  };
  const update = async () => {
    if (!live.complete) return wait();
    const task = open;
    const { meta } = live.view;
    made[task] ??= PANELS[task][1](live, asking(live, task, () => task === open), () => live.complete && update(), task);
    controls.replaceChildren(...(carried.length > 1 ? [field] : []), ...made[task].controls, save);
    place.replaceChildren(made[task].node, aboutHead(live.heads[task]));
    menu.value = task;
    if (told !== task) said.textContent = "One moment…";
    told = task;
    const sentence = await made[task].update().catch(({ message }) => message); // a head's part may be broken
    if (sentence === undefined || task !== open) return undefined;
    said.textContent = sentence;
    shown = { task, meta, said: sentence };
    return undefined;
  };
  const [title, hint] = carried.length === 1 ? [first, "What the model's own head says"] : SEVERAL;
  return { title, hint, said, node, update };
}

const aboutHead = ({ note, limits }) => el("p", { class: "about" }, `How often it is right: ${note}. ${limits}`);

/** @param {Live} live @returns {Sheet} */
function sheetOf({ view: { look }, heads }, { task, meta, said }, panel) {
  const [title] = PANELS[task];
  const found = panel.saved(look);
  if (!found) return null;
  const { shown = [], blocks, rows } = found;
  return { name: task, title, said, shown: [`head for “${title}”: ${heads[task].note}`, ...shown], meta, blocks, rows };
}
