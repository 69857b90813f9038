// What the teaching heads say of the text: one head at a time, from a list.

import { select, el } from "../../../views/js/dom.js";
import { sentence } from "./said.js";
import { answers } from "./task_answers.js";
import { blanks } from "./task_blanks.js";
import { labels, pairs } from "./task_labels.js";
import { entities, partsOfSpeech } from "./task_tags.js";

/** @import { Live } from "../live.js" */

const PANELS = {
  "part-of-speech": ["Parts of speech", partsOfSpeech],
  entities: ["Names (entities)", entities],
  classify: ["Sentiment", labels],
  "next-sentence": ["Next sentence", pairs],
  entail: ["Entailment", pairs],
  answer: ["Answer a question", answers],
  "fill-mask": ["Fill in the blank", blanks],
};

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
  const about = el("p", { class: "about" });
  const made = {};
  const carried = Object.entries(PANELS).filter(([task]) => live.first.tasks.includes(task));
  let [[open, [first]]] = carried;
  let told = ""; // the task that the sentence is about
  let waiting = false;
  const { menu, field } = select("Task", carried.map(([task, [name]]) => [task, name]), (task) => {
    open = task;
    return update();
  });
  const controls = el("div", { class: "bar" });
  const node = el("div", {}, controls, said, place, about);
  /** A pass does not wait for the heads: they are asked once they are here. */
  const wait = () => {
    said.textContent = "The heads are on their way.";
    if (!waiting) live.arrived.then(update, ({ message }) => (said.textContent = message));
    waiting = true;
  };
  const update = async () => {
    if (!live.complete) return wait();
    const task = open;
    made[task] ??= PANELS[task][1](live, asking(live, task, () => task === open), () => live.complete && update(), task);
    const panel = made[task];
    controls.replaceChildren(...(carried.length > 1 ? [field] : []), ...panel.controls);
    place.replaceChildren(panel.node);
    const { note, limits } = live.heads[task];
    about.textContent = `How often it is right: ${note}. ${limits}`;
    menu.value = task;
    if (told !== task) said.textContent = "One moment…";
    told = task;
    const sentence = await panel.update().catch(({ message }) => message); // a head's part may be broken
    if (sentence !== undefined && task === open) said.textContent = sentence;
    return undefined;
  };
  if (carried.length === 1) return { title: first, hint: "What the model's own head says", said, node, update };
  return { title: "Task heads", hint: "Small classifiers on top of the model: parts of speech, names, sentiment, pairs, answers, blanks", said, node, update };
}
