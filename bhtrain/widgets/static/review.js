// The review page: the queue, one case at a time, and what a person decides about it.

import { createAsk } from "./review_ask.js";
import { caseView } from "./review_case.js";
import { blankDraft, decisionPanel } from "./review_decision.js";
import { queueBar } from "./review_queue.js";
import { pointsText } from "./review_rubric.js";
import { signOffPanel } from "./review_sign_off.js";
import { watchConnection } from "./connection.js";
import { catalogue, h, icon, say, uid } from "./dom.js";

const TYPING = new Set(["TEXTAREA", "SELECT"]);

export function createReview() {
  return { render: ({ model, el }) => view(model, el) };
}

function view(model, el) {
  const t = catalogue(model.get("texts"));
  const gapLabels = new Map(model.get("gaps"));
  const { ask, close } = createAsk(model);
  let rows = []; // all that waited when the page looked last, those decided since among them
  let list = []; // those that the filters ask for
  let at = -1;
  let assignments = [];
  let names = null; // [number, name] of everybody, only once they are asked for
  let panel = null;
  let openRules = null; // opens or closes the rules beside the answer, where there are any
  let current = null; // what the page shows: {row, data}
  const decided = new Set();
  const cases = new Map(); // row -> its case, fetched ahead
  const drafts = new Map(); // row -> what is typed and not decided yet
  const banks = new Map(); // assignment and task -> its comments, each in the place that it had

  const headingId = uid("case");
  const speaker = h("p", { class: "bht-hidden", role: "status", "aria-live": "polite" });
  const announce = (text) => say(speaker, text);
  const who = (number) => names?.get(number) ?? t("review.learner", { n: number });
  const bar = queueBar({ t, go: step, chosen: filtered, names: showNames, again: load });
  const heading = h("h3", { id: headingId, class: "bht-title bhr-heading", tabindex: "-1" });
  const facts = h("p", { class: "bhr-case-facts" });
  const head = h("div", { class: "bhr-case-head" }, h("div", { class: "bhr-case-title" }, heading, facts), bar.steps);
  const done = h("div", { class: "bhr-done", role: "status" });
  const body = h("div", { class: "bht-body bhr-body" });
  const history = h("div", {});
  const signOff = signOffPanel({ t, ask, who, announce });
  const alarm = h("div", { class: "bht-alarm", role: "alert" });
  const root = h("article", { class: "bht bhr", "aria-label": t("review.title"), "data-lm-suppress-shortcuts": "true" },
    bar.element, head, done, body, history, signOff.element,
    h("div", { class: "bht-news" }, alarm), speaker);

  // The queue -------------------------------------------------------------------------------

  async function load() {
    const reply = await ask("queue");
    if (reply.problem) return stop(reply.problem);
    rows = reply.rows;
    decided.clear();
    cases.clear();
    banks.clear();
    assignments = reply.assignments;
    filtered();
  }

  function filtered() {
    bar.offer(rows);
    signOff.offer(assignments, bar.assignment());
    list = rows.filter((row) => bar.wants(row));
    const first = list.findIndex((row) => !decided.has(row.row));
    at = -1;
    show(first < 0 ? list.length - 1 : first);
  }

  function count() {
    bar.show({ waiting: rows.filter((row) => !decided.has(row.row)).length, at, of: list.length });
  }

  function step(by) {
    const to = at + by;
    if (to < 0 || to >= list.length) {
      announce(t(by > 0 ? "review.last" : "review.first"));
      return;
    }
    show(to, { focus: true });
  }

  // The next that nobody on this page has decided, wherever it stands.
  function onward() {
    const open = (index) => !decided.has(list[index].row);
    const after = list.findIndex((_, index) => index > at && open(index));
    const to = after >= 0 ? after : list.findIndex((_, index) => open(index));
    if (to >= 0) show(to, { focus: true });
    else finished({ focus: true });
  }

  function finished({ focus = false } = {}) {
    at = list.length;
    current = panel = openRules = null;
    say(heading, t(list.length === rows.length ? "review.finished" : "review.finished.filter"));
    facts.replaceChildren();
    body.replaceChildren();
    history.replaceChildren();
    count();
    if (focus) heading.focus();
  }

  // One case ---------------------------------------------------------------------------------

  function fetched(row) {
    if (!cases.has(row)) cases.set(row, ask("case", { row }));
    return cases.get(row);
  }

  async function show(index, { focus = false } = {}) {
    at = index;
    count();
    const row = list[index];
    if (!row) return finished();
    const reply = await fetched(row.row);
    if (list[at] !== row) return; // somebody has gone on meanwhile
    if (reply.problem) {
      cases.delete(row.row);
      return stop(reply.problem);
    }
    draw(row, reply.case);
    if (focus) {
      head.scrollIntoView({ block: "start" });
      heading.focus({ preventScroll: true });
    }
    const next = list[index + 1];
    if (next) fetched(next.row);
  }

  function draw(row, data) {
    current = { row, data };
    if (!drafts.has(row.row)) drafts.set(row.row, blankDraft(data));
    say(heading, data.task
      ? t("review.heading", { who: who(row.who), task: row.task, assignment: row.assignment })
      : t("review.heading.hand-in", { who: who(row.who), assignment: row.assignment }));
    facts.replaceChildren(
      ...data.needs.map((need) => h("span", { class: "bht-badge" }, t(`review.need.${need}`))),
      decided.has(row.row) || data.needs.length === 0 ? h("span", { class: "bht-badge" }, icon("right"), t("review.need.none")) : "",
      data.task ? h("span", {}, data.task.asked) : "");
    const shown = caseView({ data, headingId, gapLabels, t, announce });
    openRules = shown.openRules;
    panel = decisionPanel({
      data, bank: bankOf(row) ?? keepBank(row, data.comments), headingId, draft: drafts.get(row.row), t, who, announce,
      ask: (what, more) => ask(what, { row: row.row, ...more }),
      send: (decision) => decide(row, decision),
      takeBack: (why) => takeBack(row, why),
      edited: (reply) => rubricEdited(row, reply),
    });
    body.classList.toggle("bhr-two", !data.task);
    body.replaceChildren(...shown.elements, panel.element);
    history.replaceChildren(...[historyView(data)].filter(Boolean));
    shown.settle();
  }

  function historyView(data) {
    if (!data.history.length) return null;
    const points = (one) => one.was === null && one.now === null ? "" : t("review.history.points", { was: one.was === null ? "–" : pointsText(one.was), now: one.now === null ? "–" : pointsText(one.now) });
    return h("details", { class: "bht-more bhr-history" }, h("summary", {}, t("review.history", { n: data.history.length })),
      h("ol", { class: "bht-ordered" }, data.history.map((one) => h("li", {},
        h("strong", {}, one.what), " ", t("review.history.by", { who: one.learner ? who(one.learner) : one.by, at: one.at }), " ", points(one),
        one.why ? h("span", { class: "bhr-why" }, one.why) : null,
        one.comment ? h("span", { class: "bhr-why" }, t("review.history.comment", { text: one.comment })) : null))));
  }

  // Deciding ---------------------------------------------------------------------------------

  // Returns the sentence of a refusal; what was typed stays as it is then.
  async function decide(row, decision) {
    const reply = await ask("decide", { row: row.row, ...decision });
    if (reply.problem) return refused(row, reply);
    settled(row, reply, reply.waits);
    return "";
  }

  async function takeBack(row, why) {
    const reply = await ask("undo", { row: row.row, why });
    if (reply.problem) return reply.stale ? refused(row, reply) : reply.problem;
    drafts.delete(row.row);
    cases.delete(row.row);
    decided.delete(row.row);
    tell(reply.said, row, false);
    await show(at, { focus: true });
    return "";
  }

  // Somebody else decided meanwhile: the case is read again, and the sentence stands at the button.
  async function refused(row, reply) {
    if (!reply.stale) return reply.problem;
    cases.delete(row.row);
    await show(at);
    panel?.tell(reply.problem);
    return "";
  }

  const bankOf = (row) => banks.get(`${row.assignment}/${row.task}`);

  // The nine comments at hand. One that stays at hand keeps its number, so that fingers learn it.
  function keepBank(row, comments) {
    const wanted = comments.slice(0, 9);
    const before = bankOf(row) ?? [];
    const fresh = wanted.filter((text) => !before.includes(text));
    const bank = [...before.map((text) => (wanted.includes(text) ? text : fresh.shift())), ...fresh];
    banks.set(`${row.assignment}/${row.task}`, bank);
    return bank;
  }

  function settled(row, reply, waits) {
    keepBank(row, reply.comments);
    drafts.delete(row.row);
    cases.delete(row.row);
    tell(reply.said, row, !waits);
    signOff.again();
    if (waits) return show(at, { focus: true });
    decided.add(row.row);
    return onward();
  }

  function tell(words, row, back) {
    const look = () => {
      if (!list.includes(row)) list.push(row); // the filter has left it out since
      show(list.indexOf(row), { focus: true });
    };
    done.replaceChildren(icon("saved"), h("span", {}, words),
      back && row.task ? h("button", { type: "button", class: "bht-button bht-quiet", on: { click: look } }, t("review.undo.go")) : "");
  }

  async function rubricEdited(row, reply) {
    cases.clear();
    drafts.delete(row.row);
    tell(reply.said, row, false);
    await show(at, { focus: true });
  }

  function stop(words) {
    current = panel = openRules = null;
    body.replaceChildren(h("p", { class: "bht-notice bhr-stop", "data-tone": "wrong" }, icon("warn"), h("span", {}, words)));
  }

  // Names come only when somebody asks, and go again.
  async function showNames(wanted) {
    const reply = await ask("names", { wanted });
    names = wanted && !reply.problem ? new Map(reply.names) : null;
    cases.clear(); // and the sentences in them that speak of somebody
    done.replaceChildren();
    signOff.again();
    if (list[at]) await show(at);
  }

  // Keys -------------------------------------------------------------------------------------

  function key(event) {
    if (!act(event, typed(event.target, event.key))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Whether the key is part of a text. In the points only what makes up a number is.
  function typed({ tagName, type }, pressed) {
    if (tagName !== "INPUT") return TYPING.has(tagName);
    if (type === "number") return !/^[a-z?]$/.test(pressed) || pressed === "e";
    return type !== "checkbox" && type !== "radio";
  }

  function act(event, typing) {
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return panel ? (panel.go(), true) : false;
    if (event.ctrlKey || event.metaKey) return false;
    if (event.altKey) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") return event.target.tagName !== "SELECT" && (step(event.key === "ArrowDown" ? 1 : -1), true);
      return Boolean(digit && panel?.insert(Number(digit)));
    }
    if (typing) return false;
    switch (event.key) {
      case "n": return step(1), true;
      case "p": return step(-1), true;
      case "r": return panel?.toReason() ?? true;
      case "w": return openRules?.() ?? false;
      case "c": return panel?.toComment() ?? true;
      case "a": return panel?.choose("accept") ?? false;
      case "k": return panel?.choose("keep") ?? false;
      case "?": return bar.toggleKeys(), true;
      default: return Boolean(digit && panel?.press(Number(digit)));
    }
  }

  // On a page of its own the keys work wherever the focus is; in a notebook only within.
  const ground = "voila" in document.body.dataset ? document : root;
  ground.addEventListener("keydown", key);
  const stopWatching = watchConnection(model, (gone) => {
    root.toggleAttribute("data-lost", gone);
    alarm.replaceChildren(...(gone ? [icon("warn"), h("p", {}, t("review.lost"))] : []));
  });
  el.append(root);
  load();

  return () => {
    close();
    stopWatching();
    ground.removeEventListener("keydown", key);
  };
}
