// A connection that was lost and is there again may lead to another process, which has drawn nothing
// for this page yet: ask it to, so that what the reader presses next finds its page.

/** @type {WeakMap<Element, { tell: () => void }>} */
const watched = new WeakMap();
const STATE = "data-test-connection-state";

/** @param {{ parentElement: Element, setTriggerValue: (name: string, value: boolean) => void }} mount */
export default function ({ parentElement, setTriggerValue }) {
  const tell = () => setTriggerValue("back", true);
  const known = watched.get(parentElement);
  if (known) {
    known.tell = tell;
    return undefined;
  }
  const app = document.querySelector("[data-testid='stApp']");
  if (!app) return undefined;
  const mine = { tell };
  watched.set(parentElement, mine);
  let lost = false;
  const watcher = new MutationObserver(() => {
    const connected = app.getAttribute(STATE) === "CONNECTED";
    if (connected && lost) mine.tell();
    lost = !connected;
  });
  watcher.observe(app, { attributes: true, attributeFilter: [STATE] });
  return () => {
    watcher.disconnect();
    watched.delete(parentElement);
  };
}
