// Collects the licences of all packages that esbuild put into the bundles, as they ask for wherever they go.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LICENCES } from './licences.mjs';

const LICENSE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** @param metafiles of esbuild, whose inputs are named from `root` */
export function writeNotices(file, root, metafiles) {
  const folders = new Set(
    metafiles
      .flatMap(({ inputs }) => Object.keys(inputs))
      .map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0])
      .filter((folder) => folder !== undefined),
  );
  const sections = [...folders].sort().map((folder) => sectionOf(join(root, folder)));
  writeFileSync(
    file,
    `Packages that are part of the programs and of the library.\n${sections.join('')}`,
  );
}

function sectionOf(folder) {
  const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = description;
  const texts = readdirSync(folder)
    .filter((each) => LICENSE_FILE.test(each))
    .map((each) => readFileSync(join(folder, each), 'utf8').trim());
  if (texts.length === 0) texts.push(licenceOf(description));
  return `\n${'='.repeat(72)}\n${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

/** Of a package that names its licence without the text. */
function licenceOf({ name, license, author }) {
  const text = LICENCES[license];
  if (text === undefined) {
    throw new Error(`${name} has no licence file, and ${license} has to be looked up`);
  }
  const holder = typeof author === 'object' ? author.name : author;
  return `Copyright (c) ${holder ?? `the authors of ${name}`}\n\n${text}`;
}
