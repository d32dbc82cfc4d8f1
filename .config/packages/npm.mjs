import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHARED } from '../program-options.mjs';
import { setModes } from './set-modes.mjs';

const root = SHARED.absWorkingDir;

/** Makes the npm package: the files that `npm pack` takes, without what package.json says to developers alone. */
export function npmTarball(directory) {
  const [{ files }] = JSON.parse(npm(root, '--dry-run', '--json'));
  const folder = mkdtempSync(join(tmpdir(), 'checkpointctl-package-'));
  try {
    for (const { path } of files) cpSync(join(root, path), join(folder, path));
    const described = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const key of ['private', 'scripts', 'devDependencies', 'allowScripts', 'files']) {
      delete described[key];
    }
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
    setModes(folder);
    return join(directory, npm(folder, '--pack-destination', directory, '--silent').trim());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function npm(cwd, ...args) {
  return execFileSync('npm', ['pack', '--ignore-scripts', ...args], {
    ...{ cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  });
}
