// The modules of a widget travel as a list; each becomes an address that the next can import.
// (Relative imports do not resolve inside the blob that a widget's code is loaded from.)

const MODULES = [];

async function load() {
  const addresses = new Map();
  for (const [name, source] of MODULES) {
    const text = source.replace(/(from\s*")\.\/([\w-]+\.js)(")/g, (whole, before, other, after) => {
      if (!addresses.has(other)) throw new Error(`${name} imports ${other}, which comes later`);
      return before + addresses.get(other) + after;
    });
    addresses.set(name, URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  }
  return import(addresses.get(MODULES.at(-1)[0]));
}

// Several widgets of a kind on one page share one copy.
const shared = (globalThis.__bhtrainModules ??= new Map());
const key = JSON.stringify(MODULES);
if (!shared.has(key)) shared.set(key, load());

export default async () => {
  const [create] = Object.values(await shared.get(key)); // the last module exports one function
  return create();
};
