// Light, dark, or as the system has it. Streamlit keeps the choice in the browser, by path of the
// page that was loaded; so it is written for every page, and the page is loaded again.

const VERSION = 2;
const CHOICES = ["System", "Light", "Dark"];

const keyOf = (/** @type {string} */ path) => `stActiveTheme-${path}-v${VERSION}`;

/** @param {string} here @param {string[]} pages @returns {string[]} */
function paths(here, pages) {
  const base = here.slice(0, here.lastIndexOf("/") + 1);
  return [here, base, ...pages.map((page) => base + page)];
}

/** @param {{ data: { pages: string[] }, parentElement: any }} mount */
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector("[role=group]");
  const stored = window.localStorage.getItem(keyOf(window.location.pathname));
  const now = stored ? JSON.parse(stored) : "System";
  place.replaceChildren(
    ...CHOICES.map((name) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.setAttribute("aria-pressed", String(name === now));
      button.onclick = () => {
        for (const path of paths(window.location.pathname, data.pages)) {
          window.localStorage.setItem(keyOf(path), JSON.stringify(name));
        }
        window.location.reload();
      };
      return button;
    }),
  );
}
