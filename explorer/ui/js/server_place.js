// Where the server is. From a page's address Streamlit would look for it below the page first, and
// write two errors into the console; what stands in place of PAGES is written by the server.

((/** @type {string[]} */ pages) => {
  const [, base, page] = /^(.*\/)([^/]+)\/?$/.exec(window.location.pathname) ?? [];
  if (!pages.includes(page)) return;
  Object.assign(window, { __streamlit: { BACKEND_BASE_URL: window.location.origin + base } });
})(/* PAGES */ []);
