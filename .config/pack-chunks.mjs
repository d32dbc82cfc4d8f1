// Puts the chunks of a split bundle into few CommonJS files: to find and open a file costs more than to read it,
// and to parse what is not needed more than both.
import { transform } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * @param built the result of esbuild with `splitting` and `metafile`
 * @param packs the sources of each file by its name, in their order: a chunk is in the first file of which something
 *   imports it. What is left goes to `rest.cjs`. The first source of the first file is the program.
 */
export async function packChunks({ outputFiles, metafile }, { packs, target, directory }) {
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, output]) => [basename(file), output]),
  );
  const chunks = new Map(
    await Promise.all(
      outputFiles.map(async ({ path, text }) => {
        const { code } = await transform(text, {
          ...{ target, format: 'cjs', platform: 'node', minify: true, charset: 'ascii' },
          supported: { 'dynamic-import': false },
        });
        return [basename(path), code];
      }),
    ),
  );

  const places = {};
  const files = new Map();
  for (const [pack, sources] of Object.entries(packs)) {
    files.set(pack, reach(sources.map(chunkOf)));
  }
  files.set('rest', new Set(chunks.keys()));
  for (const [pack, names] of files) {
    for (const name of names) {
      if (name in places) names.delete(name);
      else places[name] = pack;
    }
  }

  const [main, ...others] = files.keys();
  for (const pack of others) write(pack, `module.exports={${functions(pack)}};`);
  const program = chunkOf(packs[main][0]);
  write(
    main,
    `const own={${functions(main)}},places=${JSON.stringify(places)};${LOADER}module.exports=load("./${program}");`,
  );

  function write(pack, code) {
    writeFileSync(join(directory, `${pack}.cjs`), `"use strict";${code}\n`);
  }

  function functions(pack) {
    return [...files.get(pack)]
      .map(
        (name) => `${JSON.stringify(name)}:function(module,exports,require){${chunks.get(name)}}`,
      )
      .join(',\n');
  }

  function chunkOf(source) {
    for (const [name, { entryPoint }] of outputs) if (entryPoint === source) return name;
    throw new Error(`${source} is neither an entry point nor imported dynamically`);
  }

  /** The chunks that are loaded along with some. */
  function reach(names, reached = new Set()) {
    for (const name of names) {
      if (reached.has(name)) continue;
      reached.add(name);
      const imports = outputs.get(name).imports.filter(({ kind }) => kind === 'import-statement');
      reach(
        imports.map(({ path }) => basename(path)).filter((each) => outputs.has(each)),
        reached,
      );
    }
    return reached;
  }
}

/** Modules of Node that are loaded when something of them is asked for. Chunks take single names out of them. */
const SELDOM = ['node:crypto', 'node:os', 'node:worker_threads'];

/** The `require` of chunks; any other name is Node's. */
const LOADER = `
const SELDOM = new Set(${JSON.stringify(SELDOM)});
const loaded = new Map(), packs = { cli: own };
function load(name) {
  if (SELDOM.has(name)) return new Proxy({}, { get: (_, key) => require(name)[key] });
  if (!name.startsWith('./')) return require(name);
  const chunk = name.slice(2);
  const found = loaded.get(chunk);
  if (found !== undefined) return found.exports;
  const pack = places[chunk], module = { exports: {} };
  loaded.set(chunk, module);
  (packs[pack] ??= require('./' + pack + '.cjs'))[chunk](module, module.exports, load);
  return module.exports;
}
`;
