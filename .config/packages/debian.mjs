import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { binaryNotices } from '../notices.mjs';
import { SHARED } from '../program-options.mjs';
import { sourceDate } from '../source-date.mjs';
import { setModes } from './set-modes.mjs';

const root = SHARED.absWorkingDir;
const ARCHITECTURES = { 'linux-x64': 'amd64', 'linux-arm64': 'arm64' };

/**
 * Makes a Debian package of the one-file program; nothing of it needs root. /usr/bin/crit belongs to the package of
 * CRIU, which whoever makes checkpoints has: crit and coredump are beside the path, in /usr/lib/checkpointctl.
 */
export function debianPackage(directory, binary, target) {
  const described = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'checkpointctl-debian-'));
  try {
    fill(folder, binary);
    const installed = sizeOf(folder);
    put(folder, 'DEBIAN/control', control(described, ARCHITECTURES[target], installed));
    setModes(folder);
    const file = `${described.name}_${described.version}_${ARCHITECTURES[target]}.deb`;
    // gzip, since the program holds what is compressed already, and every dpkg reads it.
    execFileSync(
      'dpkg-deb',
      ['--build', '--root-owner-group', '-Zgzip', '-z6', folder, join(directory, file)],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, SOURCE_DATE_EPOCH: String(sourceDate()) },
      },
    );
    return join(directory, file);
  } catch (error) {
    if (error.code === 'ENOENT' && error.path === 'dpkg-deb')
      return 'no Debian package without dpkg-deb';
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fill(folder, binary) {
  mkdirSync(join(folder, 'usr/bin'), { recursive: true });
  cpSync(binary, join(folder, 'usr/bin/checkpointctl'));
  mkdirSync(join(folder, 'usr/lib/checkpointctl'), { recursive: true });
  for (const name of ['crit', 'coredump']) {
    symlinkSync('../../bin/checkpointctl', join(folder, 'usr/lib/checkpointctl', name));
  }
  for (const name of readdirSync(join(root, 'dist/man'))) {
    // crit.1 is CRIU's, too; the same is in checkpointctl-crit.1.
    if (!name.startsWith('checkpointctl')) continue;
    put(
      folder,
      `usr/share/man/man1/${name}.gz`,
      gzipped(readFileSync(join(root, 'dist/man', name))),
    );
  }
  for (const [shell, file] of [
    ['bash', 'bash-completion/completions/checkpointctl'],
    ['zsh', 'zsh/vendor-completions/_checkpointctl'],
    ['fish', 'fish/vendor_completions.d/checkpointctl.fish'],
  ]) {
    put(folder, `usr/share/${file}`, completion(shell));
  }
  const documents = 'usr/share/doc/checkpointctl';
  put(folder, `${documents}/copyright`, binaryNotices());
  put(folder, `${documents}/changelog.gz`, gzipped(readFileSync(join(root, 'CHANGELOG.md'))));
}

/** The same bytes on every machine: no time, and no system, of which zlib writes its own. */
function gzipped(bytes) {
  const packed = gzipSync(bytes, { level: 9 });
  packed[9] = 0xff;
  return packed;
}

function completion(shell) {
  const program = join(root, 'bin/checkpointctl');
  return execFileSync(process.execPath, [program, 'completion', shell], { encoding: 'utf8' });
}

function control({ name, version }, architecture, size) {
  return [
    `Package: ${name}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: The authors of checkpointctl',
    // The oldest that Bun asks for by its symbols.
    'Depends: libc6 (>= 2.17)',
    'Suggests: gdb',
    'Section: admin',
    'Priority: optional',
    `Installed-Size: ${size}`,
    'Description: reader of container checkpoints made by CRIU',
    ' One program that reads checkpoints of containers where they lie: overview,',
    ' processes, files, sockets, memory, core files and what is suspicious.',
    '',
  ].join('\n');
}

/** In KiB, with one for each folder. */
function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce((sum, entry) => {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    return sum + (entry.isFile() ? Math.ceil(statSync(file).size / 1024) : 1);
  }, 0);
}

function put(folder, name, contents) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), contents);
}
