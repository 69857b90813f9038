// The key of the lecturer's room, kept in this window alone, so that a reload does not lose the room.

const NAME = "bert-explorer-room";

/**
 * @param {{ data: { key: string }, setStateValue: (name: string, value: string) => void }} mount
 */
export default function ({ data, setStateValue }) {
  try {
    if (data.key === "-") sessionStorage.removeItem(NAME);
    else if (data.key) sessionStorage.setItem(NAME, data.key);
    else if (sessionStorage.getItem(NAME)) setStateValue("kept", sessionStorage.getItem(NAME) ?? "");
  } catch {
    // A browser that keeps nothing: a reload loses the room, and nothing else.
  }
}
