// Building elements. Text only ever becomes text nodes: nothing a client sent can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: h("p", {class: "x", onclick: f}, "text", child, null). */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon of the page's sprite. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** The tinted square that says what kind of thing a row is. */
export function kindMark([name, hue]) {
  return h("span", { class: `kind ${hue}` }, icon(name));
}

/** A calm notice in the middle of a pane: empty, or an error with what to do. */
export function notice(iconName, title, text, { error = false, action = null } = {}) {
  const classes = error ? "notice error" : "notice";
  return h("div", { class: classes, role: error ? "alert" : null }, icon(iconName), h("strong", {}, title),
    text ? h("p", {}, text) : null, action);
}

/** Grey bars where text will be; hidden for the first quarter second. */
export function skeleton(lines) {
  const bars = Array.from({ length: lines }, () => h("span", { class: "skeleton" }));
  return h("div", { class: "loading late", role: "status", "aria-label": "Loading" }, bars);
}

/** Puts children in place of what is there. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(Boolean));
}
