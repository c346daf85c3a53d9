// The service lines of the claim: code, units, modifiers, place of service.

import { blankLine } from "./answer.js";
import { combobox } from "./combobox.js";
import { h, icon, say, setAttribute, uid } from "./dom.js";
import { pointersField } from "./pointers.js";
import { search } from "./search.js";

const MOST = 12;
const MOST_UNITS = 999;

export function linesPanel({ store, targets, tables, indexes, t, announce, enterNote }) {
  const holder = h("div", { class: "bht-lines" });
  const add = h("button", { type: "button", class: "bht-button", on: { click: addLine } }, icon("add"), t("lines.add"));
  const element = h("div", { class: "bht-part" }, h("h4", { class: "bht-subtitle" }, t("lines.title")), holder, add);
  let rows = [];

  function addLine() {
    const line = blankLine();
    store.edit((answer) => answer.lines.push(line), "lines");
    targets.choose({ line: line.key });
    rows.at(-1).focus();
  }

  function removeLine(key) {
    const at = store.answer.lines.findIndex((line) => line.key === key);
    store.edit((answer) => {
      answer.lines.splice(at, 1);
      if (!answer.lines.length) answer.lines.push(blankLine());
    }, "lines");
    announce(t("lines.removed", { n: at + 1 }));
    (rows[at] ?? rows.at(-1)).focus();
  }

  function row(key) {
    const line = () => store.answer.lines.find((one) => one.key === key);
    const change = (edit) => store.edit((answer) => edit(answer.lines.find((one) => one.key === key)));
    const titleId = uid("line");
    const title = h("h5", { id: titleId, class: "bht-line-title" });
    const marks = h("span", { class: "bht-marks" });
    const mark = h("button", {
      type: "button", class: "bht-button bht-quiet",
      on: { click: () => { targets.choose({ line: key }); enterNote(mark); } },
    }, icon("mark"), t("mark.button"));
    const remove = h("button", { type: "button", class: "bht-button bht-quiet bht-square", on: { click: () => removeLine(key) } }, icon("remove"));

    const code = combobox({
      t, label: t("line.code"), hint: t("line.code.hint"), wide: true,
      shown: () => line()?.code ?? "",
      find: (query) => search(indexes.codes, query),
      pick: (entry) => { change((one) => { one.code = entry.value; }); describe(); },
      clear: () => { change((one) => { one.code = ""; }); describe(); },
    });
    const units = unitsField({ t, get: () => line()?.units ?? 1, set: (number) => change((one) => { one.units = number; }) });
    const place = placeField({ t, tables, get: () => line()?.place ?? "", set: (value) => change((one) => { one.place = value; }) });
    const modifiers = modifierField({
      t, tables, index: indexes.modifiers, announce, get: () => line()?.modifiers ?? [],
      set: (list) => change((one) => { one.modifiers = list; }),
    });
    const pointers = pointersField({
      store, t, get: () => line()?.pointers ?? [], set: (list) => change((one) => { one.pointers = list; }),
    });
    const article = h("div", {
      class: "bht-line", role: "group", "aria-labelledby": titleId,
      on: { change: follow, pointerdown: follow },
    }, h("div", { class: "bht-line-head" }, title, marks, mark, remove),
      h("div", { class: "bht-line-fields" }, code.element, units.element, place.element, units.about, modifiers.element, pointers.element));

    // The line that is worked on is the one that sentences are marked for.
    function follow(event) {
      if (event.target.closest?.(".bht-square") || targets.same(targets.current(), { line: key })) return;
      targets.choose({ line: key });
    }

    function describe() {
      const value = line()?.code ?? "";
      const known = tables.codes.find(([one]) => one === value);
      code.note(value ? known?.[1] ?? t("box.not-in-list", { text: value }) : "");
    }

    function sync() {
      const at = store.answer.lines.findIndex((one) => one.key === key);
      if (at < 0) return;
      say(title, t("line.title", { n: at + 1 }));
      setAttribute(mark, "aria-label", t("line.mark", { n: at + 1 }));
      setAttribute(remove, "aria-label", t("line.remove", { n: at + 1 }));
      say(marks, sentencesText(t, line().evidence));
      pointers.sync();
      setAttribute(article, "data-active", targets.same(targets.current(), { line: key }));
    }

    describe();
    return { key, element: article, sync, focus: () => code.input.focus() };
  }

  function sync() {
    const keys = store.answer.lines.map((line) => line.key);
    if (JSON.stringify(keys) !== JSON.stringify(rows.map((one) => one.key))) {
      const old = new Map(rows.map((one) => [one.key, one]));
      rows = keys.map((key) => old.get(key) ?? row(key));
      holder.replaceChildren(...rows.map((one) => one.element));
    }
    rows.forEach((one) => one.sync());
    add.hidden = rows.length >= MOST;
  }

  return { element, sync };
}

export function sentencesText(t, numbers) {
  if (!numbers.length) return "";
  return t(numbers.length === 1 ? "marks.one" : "marks.many", { list: numbers.join(", ") });
}

function unitsField({ t, get, set }) {
  const id = uid("units");
  const about = h("p", { id: `${id}-about`, class: "bht-about bht-wide", "data-tone": "warn", "aria-live": "polite" });
  const input = h("input", { id, class: "bht-input", type: "number", min: "1", max: MOST_UNITS, step: "1", inputmode: "numeric", "aria-describedby": about.id, value: String(get()) });
  let before = get(); // when the field was entered: of 9999 not even the first 999 is kept

  const fits = () => Number.isInteger(Number(input.value)) && Number(input.value) >= 1 && Number(input.value) <= MOST_UNITS;

  function refuse(words) {
    say(about, words);
    setAttribute(input, "aria-invalid", words ? "true" : null);
  }

  input.addEventListener("focus", () => { before = get(); });
  input.addEventListener("beforeinput", (event) => { // the browser may drop a letter without a word
    if (/[^0-9]/.test(event.data ?? "")) refuse(t("units.refused", { kept: get() }));
  });
  input.addEventListener("input", () => {
    if (fits()) refuse("");
    set(fits() ? Number(input.value) : before);
  });
  input.addEventListener("blur", () => {
    if (!fits()) refuse(t("units.refused", { kept: get() }));
    input.value = String(get());
  });
  return { element: h("div", { class: "bht-field bht-units" }, h("label", { for: id, class: "bht-label" }, t("line.units")), input), about };
}

function placeField({ t, tables, get, set }) {
  const id = uid("place");
  const places = [["", t("line.place.none")], ...tables.places.map(([code, name]) => [code, `${code} · ${name}`])];
  if (get() && !tables.places.some(([code]) => code === get())) places.push([get(), t("box.not-in-list", { text: get() })]);
  const select = h("select", { id, class: "bht-input", on: { change: () => set(select.value || null) } },
    places.map(([code, name]) => h("option", { value: code }, name)));
  select.value = get();
  return { element: h("div", { class: "bht-field bht-place" }, h("label", { for: id, class: "bht-label" }, t("line.place")), select) };
}

function modifierField({ t, tables, index, announce, get, set }) {
  const chips = h("ul", { class: "bht-chips", "aria-label": t("line.modifiers.chosen") });
  const box = combobox({
    t, label: t("line.modifiers"), hint: t("line.modifiers.hint"), wide: true, shown: () => "",
    find: (query) => search(index, query),
    pick: (entry) => {
      if (get().includes(entry.value)) {
        box.note(t("box.already", { text: entry.value }));
        return;
      }
      set([...get(), entry.value]);
      draw();
      announce(t("modifier.added", { code: entry.value }));
    },
  });

  function drop(code) {
    set(get().filter((other) => other !== code));
    draw();
    announce(t("modifier.removed", { code }));
    box.input.focus();
  }

  function draw() {
    const meaning = new Map(tables.modifiers);
    chips.hidden = get().length === 0;
    chips.replaceChildren(...get().map((code) => h("li", { class: "bht-chip" },
      h("strong", {}, code), " ", h("span", {}, meaning.get(code) ?? t("box.unlisted")),
      h("button", { type: "button", class: "bht-chip-remove", "aria-label": t("modifier.remove", { code }), on: { click: () => drop(code) } }, icon("remove")))));
  }

  draw();
  box.element.append(chips);
  return { element: box.element };
}
