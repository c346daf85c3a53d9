// What a marked sentence is evidence for: a service line, or a gap in the note.

export function createTargets({ store, asks, t }) {
  let chosen = null; // {line: key} or {gap: id}; null follows the first line or gap there is
  let cameFrom = null;

  function all() {
    const { lines, gaps, decision } = store.answer;
    const stopped = decision === "hold" || decision === "not-billable";
    const claim = asks.claim && !stopped ? lines : [];
    const missing = asks.gaps ? gaps : [];
    return [...claim.map((line) => ({ line: line.key })), ...missing.map((gap) => ({ gap: gap.id }))];
  }

  const same = (a, b) => a && b && a.line === b.line && a.gap === b.gap;

  function current() {
    const there = all();
    return there.find((target) => same(target, chosen)) ?? there[0] ?? null;
  }

  // The part of an answer that holds the evidence of a target.
  function holder(answer, target) {
    if (!target) return null;
    return target.gap
      ? answer.gaps.find((gap) => gap.id === target.gap)
      : answer.lines.find((line) => line.key === target.line);
  }

  return {
    all,
    current,
    same,
    name(target, gapLabels) {
      if (target.gap) return t("target.gap", { label: gapLabels.get(target.gap) ?? target.gap });
      const index = store.answer.lines.findIndex((line) => line.key === target.line);
      const code = store.answer.lines[index]?.code;
      return code ? t("target.line", { n: index + 1, code }) : t("target.line.empty", { n: index + 1 });
    },
    choose(target) {
      chosen = target;
      store.touch();
    },
    isMarked(number) {
      return this.evidence().includes(number);
    },
    evidence() {
      return holder(store.answer, current())?.evidence ?? [];
    },
    toggle(number) {
      const before = this.evidence();
      this.put(before.includes(number) ? before.filter((other) => other !== number) : [...before, number]);
    },
    // The sentences that are marked from now on, each once and in the order of the note.
    put(numbers) {
      const target = current();
      if (!target) return;
      store.edit((answer) => {
        holder(answer, target).evidence = [...new Set(numbers)].sort((a, b) => a - b);
      }, "evidence");
    },
    // Where the keyboard came from when it was sent to the note, so that Escape can take it back.
    setOut(element) {
      cameFrom = element;
    },
    comeBack() {
      if (!cameFrom?.isConnected) return false;
      cameFrom.focus();
      cameFrom = null;
      return true;
    },
  };
}
