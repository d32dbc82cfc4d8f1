// Makes one scope, a unit, of several chunks of a split bundle.
import { build } from 'esbuild';

/** The clauses of imports and exports from other chunks, as esbuild writes them. */
const FROM = /\b(?:import|export)\s*\{([^{}]*)\}\s*from\s*"\.\/([^"]+)"/g;

/** Of imports that are no statements. */
const DYNAMIC = /\bimport\("\.\/([^"]+)"\)/g;

/**
 * The code of each unit, from its second line on with a map: a function of `require` and `provide`. It provides what others want of it, when it has been
 * evaluated: `_CHUNK_NAME` is a name that a chunk exports, `_CHUNK` all of them, for who imports it dynamically. What
 * it wants of another it takes from what `unit:NUMBER` is required to be.
 * @param units each with the names of its chunks
 * @param program the chunk that is wanted by who starts it, as `_program`
 * @param chunks all of them: their texts as ES modules, and the names that each exports
 */
export async function uniteChunks(units, program, { texts, exportsOf, isHelper }, options) {
  const names = [...texts.keys()];
  const numberOf = (name) => (name === program ? 'program' : names.indexOf(name));
  const unitOf = new Map(units.flatMap((unit, index) => unit.chunks.map((name) => [name, index])));
  const wanted = wantedNames();
  return await Promise.all(units.map(codeOf));

  async function codeOf(unit) {
    const { outputFiles } = await build({
      ...options,
      outfile: 'unit.cjs',
      stdin: { contents: provided(unit) },
      bundle: true,
      write: false,
      format: 'cjs',
      supported: { 'dynamic-import': false },
      plugins: [resolving(unit)],
      logOverride: { 'ignored-bare-import': 'silent' },
    });
    const textOf = (end) => outputFiles.find(({ path }) => path.endsWith(end)).text;
    return {
      code: `function(require,provide){\n${textOf('.cjs')}}`,
      map: JSON.parse(textOf('.map')),
    };
  }

  /** The names of each chunk that are imported by other units, and the chunks that are imported as a whole. */
  function wantedNames() {
    const found = new Map(names.map((name) => [name, { some: new Set(), all: false }]));
    for (const [name, text] of texts) {
      for (const [, clause, from] of text.matchAll(FROM)) {
        if (unitOf.get(from) === unitOf.get(name) || isHelper(from)) continue;
        for (const each of clause.split(',')) found.get(from).some.add(each.trim().split(' ')[0]);
      }
      for (const [, from] of text.matchAll(DYNAMIC)) found.get(from).all = true;
    }
    found.get(program).all = true;
    return found;
  }

  function provided({ chunks }) {
    const imports = [];
    const properties = [];
    for (const name of chunks) {
      const number = numberOf(name);
      const { some, all } = wanted.get(name);
      const used = all ? exportsOf(name) : [...some];
      if (used.length === 0) continue;
      const own = used.map((each) => `_${number}_${each}`);
      imports.push(`import{${used.map((each, at) => `${each} as ${own[at]}`)}}from'./${name}';`);
      properties.push(...own.filter((_, at) => some.has(used[at])));
      if (all)
        properties.push(
          `_${number}:{__esModule:true,${used.map((each, at) => `${each}:${own[at]}`)}}`,
        );
    }
    return `${imports.join('')}provide({${properties.join()}});`;
  }

  function resolving({ chunks }) {
    const own = new Set(chunks);
    return {
      name: 'units',
      setup(to) {
        to.onResolve({ filter: /^\.\// }, ({ path, kind }) => {
          const name = path.slice(2);
          const number = numberOf(name);
          const unit = unitOf.get(name);
          if (kind === 'dynamic-import') return { path: `unit:${unit}:_${number}`, external: true };
          if (own.has(name) || isHelper(name)) return { path: name, namespace: 'chunk' };
          // That it is imported for nothing but its order is of no matter.
          return { path: name, namespace: 'elsewhere', sideEffects: false };
        });
        to.onResolve({ filter: /^unit:/ }, ({ path, namespace }) =>
          namespace === 'unit'
            ? { path, external: true, sideEffects: false }
            : { path, namespace: 'unit', sideEffects: false },
        );
        to.onLoad({ filter: /./, namespace: 'chunk' }, ({ path }) => ({
          contents: texts.get(path),
        }));
        // Two steps, so that a unit is required once, whatever of it is used.
        to.onLoad({ filter: /./, namespace: 'elsewhere' }, ({ path }) => {
          const number = numberOf(path);
          const clause = [...wanted.get(path).some].map((each) => `_${number}_${each} as ${each}`);
          return { contents: `export{${clause}}from'unit:${unitOf.get(path)}';` };
        });
        to.onLoad({ filter: /./, namespace: 'unit' }, ({ path }) => {
          const unit = units[Number(path.slice(5))];
          const clause = unit.chunks.flatMap((name) =>
            [...wanted.get(name).some].map((each) => `_${numberOf(name)}_${each}`),
          );
          return { contents: `export{${clause}}from'${path}';` };
        });
      },
    };
  }
}
