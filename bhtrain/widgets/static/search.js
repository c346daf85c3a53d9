// Find an entry of a table by its number or by words: "45 min psycho" finds 90834.

const UNITS = new Map([
  ...["m", "min", "mins", "minute", "minutes"].map((word) => [word, "min"]),
  ...["h", "hr", "hrs", "hour", "hours"].map((word) => [word, "hr"]),
]);
const SMALL = new Map(
  ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    .map((word, number) => [word, number]),
);
const TENS = new Map(
  ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    .map((word, index) => [word, (index + 2) * 10]),
);
const FILLERS = new Set(["a", "an", "and", "at", "by", "for", "in", "of", "or", "the", "to", "with"]);
const ALL = 60;

// Words as they are compared: lower case, "forty-five minutes" and "45min" both as 45 min.
export function tokens(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const words = [];
  for (const raw of plain.split(/[^a-z0-9.]+/)) {
    const word = raw.replace(/^\.+|\.+$/g, "");
    const glued = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(word);
    if (glued && UNITS.has(glued[2])) words.push(glued[1], UNITS.get(glued[2]));
    else if (word) words.push(UNITS.get(word) ?? word);
  }
  return minutes(numbers(words)).filter((word) => !FILLERS.has(word));
}

function numbers(words) {
  const found = [];
  for (let at = 0; at < words.length; at += 1) {
    if (TENS.has(words[at])) {
      const unit = SMALL.get(words[at + 1]);
      const joined = unit > 0 && unit < 10;
      found.push(String(TENS.get(words[at]) + (joined ? unit : 0)));
      if (joined) at += 1;
    } else {
      found.push(SMALL.has(words[at]) ? String(SMALL.get(words[at])) : words[at]);
    }
  }
  return found;
}

// "1 hr" and "half hour" are looked for as 60 min and 30 min.
function minutes(words) {
  const found = [];
  for (let at = 0; at < words.length; at += 1) {
    const amount = words[at] === "half" ? 0.5 : Number(words[at]);
    if (words[at + 1] === "hr" && amount > 0 && amount <= 8) {
      found.push(String(Math.round(amount * 60)), "min");
      at += 1;
    } else {
      found.push(words[at]);
    }
  }
  return found;
}

function squeezed(code) {
  return code.toLowerCase().replaceAll(".", "");
}

// Entries are {value, label, words}; the order of the table breaks ties.
export function indexOf(entries) {
  return entries.map((entry) => ({
    entry,
    code: squeezed(entry.value),
    words: new Set(tokens(`${entry.label} ${entry.words ?? ""}`)),
  }));
}

function weight(row, token, alone) {
  const code = squeezed(token);
  if (row.code === code) return 100;
  if (code.length > (alone ? 0 : 2) && row.code.startsWith(code)) return 40 + code.length;
  if (row.words.has(token)) return 10;
  if (/^\d+$/.test(token)) return 0;
  for (const word of row.words) if (word.startsWith(token)) return 4 + token.length / word.length;
  return 0;
}

// The entries that hold every word of the query, best first; a word that no entry has is passed over.
export function search(index, query, most = ALL) {
  const asked = tokens(query);
  if (asked.length === 0) return query.trim() ? [] : index.slice(0, most).map((row) => row.entry);
  const alone = asked.length === 1;
  const known = asked.filter((token) => index.some((row) => weight(row, token, alone) > 0));
  const found = [];
  const missed = asked.filter((token) => !known.includes(token));
  if (missed.some((token) => /\d/.test(token)) || known.length <= missed.length) return found;
  index.forEach((row, order) => {
    const weights = known.map((token) => weight(row, token, alone));
    if (weights.every((one) => one > 0)) {
      found.push({ entry: row.entry, order, total: weights.reduce((sum, one) => sum + one, 0) });
    }
  });
  found.sort((a, b) => b.total - a.total || a.order - b.order);
  return found.slice(0, most).map((one) => one.entry);
}
