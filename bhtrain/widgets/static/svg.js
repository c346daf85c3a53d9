// Drawings made by hand: elements of SVG, and the width that they have.

const SPACE = "http://www.w3.org/2000/svg";

export function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// Draw now and whenever the element gets another width; returns how to stop.
export function whenWide(element, draw) {
  let before = 0;
  const watcher = new ResizeObserver(() => {
    const width = Math.round(element.clientWidth);
    if (width === 0 || width === before) return;
    before = width;
    draw(width);
  });
  watcher.observe(element);
  return () => watcher.disconnect();
}
