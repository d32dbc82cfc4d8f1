/** Modules of Node that are loaded when something of them is used. */
const SELDOM = ['node:crypto', 'node:os', 'node:worker_threads'];

/**
 * The code that loads units; it is the first of all.
 * @param files the file of each unit; those of one file follow each other
 */
export function loaderOf(files) {
  return `
const SELDOM = new Set(${JSON.stringify(SELDOM)});
const firsts = ${JSON.stringify([...new Set(files)].map((file) => [file, files.indexOf(file)]))};
const units = [];
function load(name) {
  if (!name.startsWith('unit:')) {
    return SELDOM.has(name) ? whenUsed((module) => become(module, require(name))) : require(name);
  }
  const [, number, chunk] = name.split(':');
  const unit = units[number] ??= whenUsed((found) => evaluate(codeOf(+number), found));
  return chunk === undefined ? unit : unit[chunk];
}
/** Has nothing, until something of it is asked for. */
function whenUsed(fill) {
  const module = {};
  return Object.setPrototypeOf(module, new Proxy({}, {
    get(_, key) {
      Object.setPrototypeOf(module, null);
      fill(module);
      return module[key];
    },
  }));
}
function codeOf(number) {
  const [file, first] = firsts.findLast(([, first]) => first <= number);
  const found = require('./' + file + '.cjs');
  return typeof found === 'function' ? found : found[number - first];
}
function evaluate(code, unit) {
  code(load, (names) => Object.assign(unit, names));
}
function become(module, found) {
  Object.defineProperties(module, Object.getOwnPropertyDescriptors(found));
}
function begin(code) {
  evaluate(code, units[0] = {});
  return units[0]._program;
}
`;
}
