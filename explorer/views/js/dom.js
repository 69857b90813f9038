// Making elements. Text goes in as text, never as HTML.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") node.style.cssText = value; // which no page's security policy forbids
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Its name is its label; ``title`` says more. */
export const button = (label, title, onclick, extra = {}) => el("button", { type: "button", title, onclick, ...extra }, label);

export function select(label, options, onchange) {
  const menu = el(
    "select",
    { "aria-label": label, onchange: () => onchange(menu.value) },
    ...options.map(([value, text]) => el("option", { value }, text)),
  );
  return { menu, field: el("label", { class: "av-field" }, el("span", {}, label), menu) };
}

export function range(label, { min, max, step, onchange }) {
  const slider = el("input", { type: "range", "aria-label": label, min, max, step, oninput: () => onchange(Number(slider.value)) });
  const output = el("output", {});
  const field = el("label", { class: "av-field av-range" }, el("span", {}, label), slider, output);
  return { slider, output, field };
}

export function check(label, onchange) {
  const box = el("input", { type: "checkbox", onchange: () => onchange(box.checked) });
  return { box, field: el("label", { class: "av-field av-check" }, box, el("span", {}, label)) };
}

/** Sets a control's value without moving what the reader holds. */
export function put(control, value) {
  if (String(control.value) !== String(value)) control.value = value;
}
