// A lesson's keys on the projector, and the notes in a second window that follow it.
//
// Page keys step in every lesson, and digits choose an answer; arrows and Escape on the projector
// alone, where nothing else wants them. The windows of one browser talk through a channel; no server hears it.

(() => {
  const NEXT = ".st-key-lesson_next button, .st-key-lesson_finish button";
  const BACK = ".st-key-lesson_back button";
  const IN_LESSONS = new Map([["PageDown", NEXT], ["PageUp", BACK]]);
  const ON_PROJECTOR = new Map([
    ...IN_LESSONS,
    ["ArrowRight", NEXT],
    ["ArrowLeft", BACK],
    ["Escape", ".st-key-present_leave button"],
  ]);
  const OPTIONS = ":is(.st-key-lesson_ask, .st-key-check) [data-testid=stButtonGroup] button";
  const WRITES = "input, textarea, select, [contenteditable], [role=slider], [role=radiogroup] *";
  const ASKS = 700; // milliseconds between two questions of the notes

  /** Whether a key is for the place where the reader types or slides. */
  const belongs = (/** @type {KeyboardEvent} */ event) => {
    const at = event.composedPath()[0];
    const writes = at instanceof Element && at.closest(WRITES) && event.key !== "Escape";
    return writes || event.altKey || event.ctrlKey || event.metaKey;
  };

  window.addEventListener("keydown", (event) => {
    const projected = document.querySelector(".st-key-presenting");
    const target = (projected ? ON_PROJECTOR : IN_LESSONS).get(event.key);
    const digit = /^[1-9]$/.test(event.key);
    if (!(target || digit) || belongs(event)) return;
    const button = target ? document.querySelector(target)
      : document.querySelectorAll(OPTIONS)[Number(event.key) - 1];
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  }, true);

  if (!("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel("bert-explorer-lesson");
  let told = "";
  let asking = 0; // the timer of a page of notes that has not heard of the projector yet

  /** What the address says. */
  const address = () => new URL(window.location.href);
  const isNotes = () => address().pathname.endsWith("/speaker_notes");

  /** Tell the notes where the projector is, when that has changed or when they ask. */
  const tell = (/** @type {boolean} */ anyway) => {
    const asked = address().searchParams;
    const lesson = asked.get("lesson");
    if (!lesson || isNotes()) return;
    const now = `${lesson} ${asked.get("step") ?? "1"}`;
    if (now === told && !anyway) return;
    told = now;
    channel.postMessage({ at: now });
  };

  /** On the page of notes: frame the step, and bring it into sight. */
  const follow = (/** @type {string} */ now) => {
    const [lesson, step] = now.split(" ");
    const here = address().searchParams.get("notes_of");
    if (here !== null && here !== lesson) return;
    for (const old of document.querySelectorAll(".now-presented")) old.classList.remove("now-presented");
    const place = document.querySelector(`.st-key-notes_step_${Number(step)}`);
    place?.classList.add("now-presented");
    place?.scrollIntoView({ block: "nearest" });
  };
  channel.onmessage = ({ data }) => {
    if (data.asks) tell(true);
    else if (document.querySelector(".st-key-notes_step_1")) follow(String(data.at));
  };

  /** On the page of notes, and nowhere else: ask until a step is framed. */
  const ask = () => {
    const notes = document.querySelector(".st-key-notes_step_1");
    if (notes && !document.querySelector(".now-presented")) channel.postMessage({ asks: true });
  };
  const moved = () => {
    tell(false);
    if (isNotes() === Boolean(asking)) return;
    if (asking) window.clearInterval(asking);
    asking = isNotes() ? window.setInterval(ask, ASKS) : 0;
  };
  for (const kind of /** @type {const} */ (["pushState", "replaceState"])) {
    const go = window.history[kind].bind(window.history);
    window.history[kind] = (...given) => { go(...given); moved(); };
  }
  window.addEventListener("popstate", moved);
  moved();
})();
