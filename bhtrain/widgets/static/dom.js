// Elements made by hand, so that every text goes in as text and never as markup.

const PAGE = Math.random().toString(36).slice(2, 8);
let count = 0;

// An id that no other desk on the page has.
export function uid(stem) {
  count += 1;
  return `bht-${PAGE}-${stem}-${count}`;
}

// JupyterLab takes single letters as commands ("x" cuts the cell) unless what has the focus says no.
const FOCUSABLE = new Set(["a", "button", "input", "select", "summary"]);

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (FOCUSABLE.has(tag) || "tabindex" in attributes) element.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    } else if (name === "value") {
      element.value = value;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// Replace what an element holds, without touching it when nothing changes (live regions speak).
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  const text = value === null || value === undefined || value === false ? null : value === true ? "" : String(value);
  if (element.getAttribute(name) === text) return; // a change that is none is laid out all the same
  if (text === null) element.removeAttribute(name);
  else element.setAttribute(name, text);
}

const SHAPES = {
  right: "M3 8.5l3.2 3.2L13 4.8",
  near: "M3 6.2c2-2 3.5-2 5 0s3 2 5 0M3 11c2-2 3.5-2 5 0s3 2 5 0",
  wrong: "M4 4l8 8M12 4l-8 8",
  info: "M8 1.8a6.2 6.2 0 100 12.4A6.2 6.2 0 008 1.8M8 7.3v3.8M8 4.8v.3",
  warn: "M8 2.2l6.2 11.3H1.8zM8 6.6v3M8 11.4v.3",
  up: "M3.5 10L8 5.5 12.5 10",
  down: "M3.5 6L8 10.5 12.5 6",
  add: "M8 3v10M3 8h10",
  remove: "M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6",
  mark: "M3 13h10M5 10.5l5.5-7 2.5 2-5.5 7H5z",
  decides: "M4 14V2.5h8L9.8 5.5 12 8.5H4",
  book: "M8 4.500C6.500 3.400 4.500 3.100 2.500 3.300v9c2-.2 4 .1 5.500 1.200 1.500-1.100 3.500-1.400 5.500-1.200v-9c-2-.2-4 .1-5.500 1.200zM8 4.500v9",
  saved: "M4.5 12.5a3 3 0 01-.3-6 4 4 0 017.6-.6 3 3 0 01.2 6.6zM6 9.300l1.5 1.5L10.300 8",
};

// A small picture beside a word; it is never the only sign, so it is hidden from screen readers.
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  svg.setAttribute("class", "bht-icon");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

// The sentence under a key of the catalogue, with its {places} filled.
export function catalogue(texts) {
  return (key, values = {}) => {
    if (!(key in texts)) throw new Error(`No text ${key}`);
    return texts[key].replace(/\{(\w+)\}/g, (place, name) =>
      name in values ? String(values[name]) : place,
    );
  };
}
