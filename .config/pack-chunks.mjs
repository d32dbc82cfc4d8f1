// Puts the chunks of a split bundle into few CommonJS files: to find and open a file costs more than to read it,
// and to parse what is not needed more than both. The chunks of a file become one scope again, a unit.
import { transform } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loaderOf } from './load-units.mjs';
import { uniteChunks } from './unite-chunks.mjs';

/** What is in no other file: many small things, each a unit of its own. */
const REST = 'rest';

/**
 * @param built the result of esbuild with `splitting` and `metafile`
 * @param files the sources of each file by its name: with them goes what they import, unless it begins another file
 *   or is in one before. What is left goes to `rest.cjs`. The first source of the first file is the program.
 * @param common sources; what all of them import is in the first file, too
 * @param options of esbuild for each file
 */
export async function packChunks(built, { files, common, options, directory }) {
  const chunks = chunksOf(built);
  const [main] = Object.keys(files);
  const places = placesOf();
  const units = [];
  for (const file of [...Object.keys(files), REST]) {
    const own = [...chunks.texts.keys()].filter((name) => places[name] === file);
    if (file === REST) units.push(...own.map((name) => ({ file, chunks: [name] })));
    else units.push({ file, chunks: own });
  }
  const made = await uniteChunks(units, chunks.ofEntry(files[main][0]), chunks, options);
  for (const file of [...Object.keys(files), REST]) {
    await write(
      file,
      made.filter((_, index) => units[index].file === file),
    );
  }

  async function write(file, made) {
    const [begin, end] = await frameOf(file);
    let text = `"use strict";${begin}`;
    const sections = made.map(({ code, map }, index) => {
      if (index > 0) text += ',\n';
      const section = { offset: { line: text.split('\n').length, column: 0 }, map };
      text += code;
      return section;
    });
    writeFileSync(join(directory, `${file}.cjs`), `${text}${end}\n`);
    // For the bench; it is not published.
    writeFileSync(join(directory, `${file}.cjs.map`), JSON.stringify({ version: 3, sections }));
  }

  /** In brackets a function is compiled at once, which is right for what is needed: it is not looked through first. */
  async function frameOf(file) {
    if (file === REST) return ['module.exports=[', '];'];
    if (file !== main) return ['module.exports=(', ');'];
    return [`${await loader()}module.exports=begin((`, '));'];
  }

  async function loader() {
    const { code } = await transform(loaderOf(units.map(({ file }) => file)), {
      ...options,
      sourcemap: false,
    });
    return code;
  }

  /** The file of each chunk. */
  function placesOf() {
    const found = {};
    const place = (file, sources) =>
      sources.forEach((source) => (found[chunks.of(source)] ??= file));
    const begins = new Set(Object.values(files).flat());
    const [first, ...others] = common.map((source) => reach([source], begins));
    place(
      main,
      [...first].filter((source) => others.every((each) => each.has(source))),
    );
    for (const [file, sources] of Object.entries(files)) place(file, [...reach(sources, begins)]);
    for (const name of chunks.texts.keys()) found[name] ??= placeOf(name, found);
    return found;
  }

  /** Another name of a chunk goes with it. */
  function placeOf(name, found) {
    return (chunks.isAlias(name) && found[chunks.of(chunks.entryOf(name))]) || REST;
  }

  /** The sources behind the static imports of some, with themselves, but none behind `ends`. */
  function reach(sources, ends, reached = new Set()) {
    for (const source of sources) {
      if (reached.has(source)) continue;
      reached.add(source);
      const imports = chunks.sourcesOf(source).filter((each) => !ends.has(each));
      reach(imports, ends, reached);
    }
    return reached;
  }
}

function chunksOf({ outputFiles, metafile }) {
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([file, output]) => [basename(file), output]),
  );
  // What is nothing but types is in no chunk.
  const homes = new Map(
    [...outputs].flatMap(([name, { inputs }]) => Object.keys(inputs).map((each) => [each, name])),
  );
  const isEmpty = (name) => Object.keys(outputs.get(name).inputs).length === 0;
  return {
    texts: new Map(outputFiles.map(({ path, text }) => [basename(path), text])),
    of: (source) => homes.get(source),
    ofEntry: (source) => [...outputs].find(([, { entryPoint }]) => entryPoint === source)[0],
    entryOf: (name) => outputs.get(name).entryPoint,
    exportsOf: (name) => outputs.get(name).exports,
    /** Whether there is nothing in it but names for what lies in another. */
    isAlias: (name) => isEmpty(name) && outputs.get(name).entryPoint !== undefined,
    /** What is esbuild's own, for modules of CommonJS; each unit has it for itself. */
    isHelper: (name) => isEmpty(name) && outputs.get(name).entryPoint === undefined,
    /** The sources that are loaded along with a source. */
    sourcesOf(source) {
      return metafile.inputs[source].imports
        .filter(({ kind, external }) => kind !== 'dynamic-import' && external !== true)
        .map(({ path }) => path)
        .filter((path) => homes.has(path));
    },
  };
}
