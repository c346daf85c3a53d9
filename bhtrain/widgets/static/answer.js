// The answer as the screen holds it: what was said, and what goes to bhtrain.

let count = 0;

export function blankLine() {
  count += 1;
  return { key: count, code: "", units: 1, modifiers: [], place: null, pointers: [], evidence: [] };
}

function untouched(line) {
  return !line.code && line.units === 1 && !line.modifiers.length && !line.place && !line.evidence.length;
}

// A screen's own copy of an answer; there is always a line to write on.
export function fromPlain(plain) {
  const answer = structuredClone(plain ?? {});
  const lines = (answer.lines ?? []).map((line) => ({ ...blankLine(), ...line }));
  return {
    decision: answer.decision ?? null,
    lines: lines.length ? lines : [blankLine()],
    diagnoses: answer.diagnoses ?? [],
    gaps: answer.gaps ?? [],
    causes: answer.causes ?? [],
    order: answer.order ?? [],
    confidence: answer.confidence ?? null,
    query: answer.query ?? "",
  };
}

// What goes to bhtrain; names stand in one order, so that equal answers are equal as text.
export function toPlain(answer) {
  return {
    decision: answer.decision,
    lines: answer.lines
      .filter((line) => !untouched(line))
      .map((line) => ({
        code: line.code,
        units: line.units,
        modifiers: [...line.modifiers],
        place: line.place,
        pointers: [...line.pointers],
        evidence: [...line.evidence],
      })),
    diagnoses: [...answer.diagnoses],
    gaps: answer.gaps.map((gap) => ({ id: gap.id, evidence: [...gap.evidence] })),
    causes: [...answer.causes],
    order: [...answer.order],
    confidence: answer.confidence,
    query: answer.query,
  };
}

export function asText(answer) {
  return JSON.stringify(toPlain(answer));
}

// Lines point at diagnoses by their place in the list; `moved` gives the new place or null.
export function renumberPointers(answer, moved) {
  for (const line of answer.lines) {
    line.pointers = line.pointers.map((place) => moved(place)).filter((place) => place !== null);
  }
}
