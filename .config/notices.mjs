// Collects the licences of all packages that esbuild put into the bundles, as they ask for wherever they go.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from './binary-runtimes.mjs';
import { BUN } from './licences/bun.mjs';
import { LICENCES } from './licences/texts.mjs';
import { SHARED } from './program-options.mjs';

const RULE = '='.repeat(72);
const LICENSE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

const root = SHARED.absWorkingDir;
const dist = join(root, 'dist');

/**
 * Writes dist/THIRD-PARTY-NOTICES.txt, and for the bill of materials the names of the packages.
 * @param metafiles of esbuild, whose inputs are named from the root
 */
export function writeNotices(metafiles) {
  const folders = new Set(
    metafiles
      .flatMap(({ inputs }) => Object.keys(inputs))
      .map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0])
      .filter((folder) => folder !== undefined),
  );
  const packages = [...folders].sort().map((folder) => {
    const file = readFileSync(join(root, folder, 'package.json'), 'utf8');
    return { folder: join(root, folder), ...JSON.parse(file) };
  });
  writeFileSync(
    join(dist, 'THIRD-PARTY-NOTICES.txt'),
    `Packages that are part of the programs and of the library.\n${packages.map(sectionOf).join('')}`,
  );
  writeFileSync(
    join(dist, 'packages.meta.json'),
    JSON.stringify(packages.map(({ name, version }) => `${name}@${version}`)),
  );
}

/** Of the one-file program, which has no other file beside it. */
export function binaryNotices() {
  const read = (file) => readFileSync(join(root, file), 'utf8').trim();
  return [
    `checkpointctl is under this licence:\n\n${read('LICENSE')}`,
    read('dist/THIRD-PARTY-NOTICES.txt'),
    `${RULE}\nBun ${VERSION} (MIT AND LGPL-2.1-or-later)\n\n${BUN}`,
    `Copyright (c) the authors of Bun\n\n${LICENCES.MIT}`,
    `${read('.config/licences/LGPL-2.1.txt')}\n`,
  ].join('\n\n');
}

function sectionOf(description) {
  const { folder, name, version, license } = description;
  const texts = readdirSync(folder)
    .filter((each) => LICENSE_FILE.test(each))
    .map((each) => readFileSync(join(folder, each), 'utf8').trim());
  if (texts.length === 0) texts.push(licenceOf(description));
  return `\n${RULE}\n${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
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
