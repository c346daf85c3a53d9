// A ruler of minutes: drag it, and the code changes where its band ends.

import { h, say, setAttribute, uid } from "./dom.js";
import { s, whenWide } from "./svg.js";

const PAGE = 5; // minutes that Page Up and Page Down move
const EDGE = 14; // pixels at both ends: half of the slider's thumb, so that thumb and mark agree
const TOP = 36; // pixels above the bands, for the minutes at which they begin
const HIGH = 62; // pixels of a band
const FULL = 30; // minutes between the marks of the scale

export function rulerView({ data, t }) {
  const { last, bands, band_of: bandOf } = data;
  let minutes = data.start;
  let width = 0;

  const board = s("svg", { class: "bhx-ruler", role: "img", "aria-label": t("ruler.image", { last }) });
  const mark = s("g", { class: "bhx-mark" }, s("path", { d: `M-8 ${TOP - 14}h16l-8 11z` }),
    s("path", { d: `M-8 ${TOP + HIGH + 14}h16l-8 -11z` })); // from both sides, so that no word is crossed out
  const sliderId = uid("minutes");
  const slider = h("input", {
    id: sliderId, type: "range", class: "bhx-slider", min: 0, max: last, step: 1, value: minutes,
    on: { input: () => set(Number(slider.value)), keydown: byPage },
  });
  const shown = h("output", { class: "bhx-minutes", for: sliderId });
  const code = h("strong", { class: "bhx-code" });
  const words = h("span", { class: "bhx-words" });
  const live = h("p", { class: "bhx-band", role: "status", "aria-live": "polite" }, code, " ", words);
  const list = h("ol", { class: "bhx-bands", "aria-label": t("ruler.bands") }, bands.map((band, place) =>
    h("li", { "data-tone": tone(place) }, h("span", { class: "bhx-swatch", "aria-hidden": "true" }),
      h("strong", {}, band.label), " ", h("span", {}, band.span))));
  const hint = h("p", { class: "bhx-hint", id: uid("hint") }, t("ruler.hint"));
  slider.setAttribute("aria-describedby", hint.id);
  const stage = h("div", { class: "bhx-stage" }, board, slider);
  const element = h("div", { class: "bhx-view" },
    h("div", { class: "bhx-now" }, shown, live), h("label", { class: "bhx-label", for: sliderId }, t("ruler.slider")),
    stage, hint, list);

  const x = (minute) => EDGE + (minute / last) * (width - 2 * EDGE);

  function tone(place) {
    return bands[place].none ? "none" : String(place - (bands[0].none ? 1 : 0));
  }

  function set(wanted) {
    minutes = Math.max(0, Math.min(last, wanted));
    const place = bandOf[minutes];
    slider.value = String(minutes);
    const told = t(minutes === 1 ? "ruler.minute" : "ruler.minutes", { minutes });
    slider.setAttribute("aria-valuetext", t("ruler.says", { label: told, span: bands[place].label }));
    say(shown, told);
    say(code, bands[place].label); // spoken only when the band is another one
    say(words, bands[place].span);
    setAttribute(live, "data-tone", tone(place));
    mark.setAttribute("style", `transform: translateX(${x(minutes)}px)`);
    for (const [index, item] of [...list.children].entries()) setAttribute(item, "data-chosen", index === place);
    for (const band of board.querySelectorAll(".bhx-strip")) setAttribute(band, "data-chosen", Number(band.dataset.place) === place);
  }

  function byPage(event) {
    const step = { PageUp: PAGE, PageDown: -PAGE }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(minutes + step);
  }

  function draw(wide) {
    width = wide;
    const high = TOP + HIGH + 34;
    board.setAttribute("viewBox", `0 0 ${width} ${high}`);
    board.setAttribute("height", high);
    board.replaceChildren(...bands.map(strip), ...scale(), ...bands.slice(1).map(beginning), mark);
    for (const band of board.querySelectorAll(".bhx-strip")) fit(band);
    set(minutes);
  }

  // A band reaches from the middle before its first minute to the middle after its last.
  function strip(band, place) {
    const from = place === 0 ? x(0) - 6 : x(band.first - 0.5);
    const to = place === bands.length - 1 ? x(last) + 6 : x(band.last + 0.5);
    const middle = (from + to) / 2;
    const first = TOP + HIGH / 2 + 5 - (band.lines.length - 1) * 9;
    return s("g", { class: "bhx-strip", "data-tone": tone(place), "data-place": place, "data-room": to - from - 8, "data-middle": middle },
      s("rect", { x: from + 1, y: TOP, width: Math.max(0, to - from - 2), height: HIGH, rx: 5 }),
      band.lines.map(([long, short], row) => {
        const text = s("text", { x: middle, y: first + row * 18, "data-short": short });
        text.textContent = long;
        return text;
      }));
  }

  // Words that do not fit into a band are shortened, made smaller, and at last turned upright.
  function fit(band) {
    const texts = [...band.querySelectorAll("text")];
    const tooWide = () => texts.some((text) => text.getComputedTextLength() > Number(band.dataset.room));
    if (tooWide()) for (const text of texts) text.textContent = text.dataset.short;
    if (tooWide()) for (const text of texts) text.setAttribute("class", "bhx-small");
    if (!tooWide()) return;
    const [x, y] = [Number(band.dataset.middle), TOP + HIGH / 2];
    for (const text of texts) text.setAttribute("transform", `rotate(-90 ${x} ${y})`);
  }

  function beginning(band) {
    const text = s("text", { class: "bhx-first", x: x(band.first - 0.5), y: TOP - 20 });
    text.textContent = String(band.first);
    return text;
  }

  function scale() {
    const parts = [];
    for (let minute = 0; minute <= last; minute += 10) {
      const long = minute % FULL === 0;
      const at = x(minute);
      parts.push(s("line", { class: "bhx-tick", x1: at, x2: at, y1: TOP + HIGH + 3, y2: TOP + HIGH + (long ? 12 : 8) }));
      if (!long) continue;
      const text = s("text", { class: "bhx-number", x: at, y: TOP + HIGH + 28 });
      text.textContent = String(minute);
      parts.push(text);
    }
    return parts;
  }

  function byPointer(event) {
    const { left } = board.getBoundingClientRect();
    set(Math.round(((event.clientX - left - EDGE) / (width - 2 * EDGE)) * last));
  }

  board.addEventListener("pointerdown", (event) => {
    board.setPointerCapture(event.pointerId);
    byPointer(event);
  });
  board.addEventListener("pointermove", (event) => {
    if (board.hasPointerCapture(event.pointerId)) byPointer(event);
  });

  set(minutes);
  return { element, start: () => whenWide(stage, draw) };
}
