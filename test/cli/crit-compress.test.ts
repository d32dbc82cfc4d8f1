import { chmodSync, cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECKPOINTS } from '../support/run-program.js';
import { compressedDirectory } from '../support/compressed-checkpoint.js';
import { compressedImages } from '../support/compressed-pages.js';
import { mm, ONE_PROCESS, pages, run as pageRun, vma } from '../support/memory-images.js';
import { runHere } from '../support/run-here.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();

const PLAIN = join(CHECKPOINTS, 'shell-job');

/** A directory that may be written to, with the files of another. */
function copyOf(directory: string, name: string): string {
  const copy = scratch.directory(name, { 'a/': '' });
  cpSync(directory, copy, { recursive: true });
  return copy;
}

/** Contents by name, in hex: whether two are equal is all that is asked. */
function filesOf(directory: string): Record<string, string> {
  const names = readdirSync(directory).filter((name) => name !== 'a');
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(directory, name)).toString('base64')]),
  );
}

const isTouched = (name: string) => /^(?:pagemap|pages|inventory)/.test(name);

test('compressed and back again everything is as it was, and the originals stay', async () => {
  const directory = copyOf(PLAIN, 'round');
  const original = filesOf(directory);
  chmodSync(join(directory, 'pages-1.img'), 0o640);
  const compress = await runHere('crit', ['compress', directory]);
  expect(compress).toMatchObject({ status: 0, stderr: '' });
  expect(compress.stdout).toMatch(
    /^3 pages images: [\d.]+ KiB -> [\d.]+ KiB; what they were is in NAME\.bak\n$/,
  );
  const packed = filesOf(directory);
  for (const [name, bytes] of Object.entries(original)) {
    expect(packed[`${name}.bak`] === bytes, name).toBe(isTouched(name));
    expect(packed[name] === bytes, name).toBe(!isTouched(name));
  }
  expect(statSync(join(directory, 'pages-1.img')).mode & 0o777).toBe(0o640);
  expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);

  for (const question of [['strings'], ['maps'], ['grep', '[A-Z]{4}']]) {
    const [command = '', ...more] = question;
    const [plain, other] = await Promise.all(
      [PLAIN, directory].map((each) => {
        const args = command === 'grep' ? [command, ...more, each] : [command, each];
        return runHere('checkpointctl', args);
      }),
    );
    expect(other?.stdout.replaceAll(directory, PLAIN) === plain?.stdout, command).toBe(true);
  }

  const again = await runHere('crit', ['compress', directory]);
  expect(again.stdout).toBe('Pages are compressed already; nothing was changed\n');
  // The backups of the first time are in the way of those of the second.
  const refused = await runHere('crit', ['decompress', directory]);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/\.bak: exists already: it would be the backup of/);
  expect(filesOf(directory)).toEqual(packed);

  const inPlace = copyOf(compressedDirectory('shell-job'), 'in-place');
  const decompress = await runHere('crit', ['decompress', inPlace, '--in-place']);
  expect(decompress).toMatchObject({ status: 0, stderr: '' });
  // What the Go crit compressed, too.
  expect(filesOf(inPlace)).toEqual(original);
  const nothing = await runHere('crit', ['decompress', inPlace]);
  expect(nothing.stdout).toBe('No page is compressed; nothing was changed\n');
});

test('what the acceleration is, pages are the same', async () => {
  const directory = copyOf(PLAIN, 'fast');
  const original = filesOf(directory);
  const args = ['--in-place', '--acceleration', '50'];
  expect((await runHere('crit', ['compress', directory, ...args])).status).toBe(0);
  expect((await runHere('crit', ['decompress', directory, '--in-place'])).status).toBe(0);
  expect(filesOf(directory)).toEqual(original);
  const wrong = await runHere('crit', ['compress', directory, '--acceleration', '0']);
  expect(wrong).toMatchObject({ status: 1, stdout: '' });
  expect(wrong.stderr).toContain('not an acceleration from 1 to 65537: 0');
});

test('regions, both forms and raw entries become plain', async () => {
  const { pagemap, pages: stored } = compressedImages('blocks', [
    { entry: pageRun(16, 3), pages: pages('abc'), pagesPerBlock: 2 },
    { entry: pageRun(19, 2), pages: pages('de'), aligned: true },
    { entry: pageRun(21, 1, 1), pages: Buffer.of() },
  ]);
  const directory = scratch.directory('regions', {
    ...ONE_PROCESS,
    'mm-1.img': mm([vma(16, 8)]),
    'pagemap-1.img': pagemap,
    'pages-1.img': stored,
  });
  expect((await runHere('crit', ['decompress', directory])).status).toBe(0);
  expect(readFileSync(join(directory, 'pages-1.img')).equals(pages('abcde'))).toBe(true);
  const { stdout } = await runHere('crit', ['show', join(directory, 'pagemap-1.img')]);
  const { entries } = JSON.parse(stdout) as { entries: Record<string, unknown>[] };
  expect(entries.slice(1)).toEqual([
    { vaddr: '0x10000', compat_nr_pages: 0, flags: 'PE_PRESENT', nr_pages: 3 },
    { vaddr: '0x13000', compat_nr_pages: 0, flags: 'PE_PRESENT', nr_pages: 2 },
    { vaddr: '0x15000', compat_nr_pages: 0, flags: 'PE_PARENT', nr_pages: 1 },
  ]);
});

test('damage, and what is no directory, leave everything as it is', async () => {
  const directory = copyOf(compressedDirectory('shell-job'), 'damaged');
  const path = join(directory, 'pages-2.img');
  const bytes = readFileSync(path);
  bytes.fill(0xff, 2000, 2100);
  writeFileSync(path, bytes);
  const before = filesOf(directory);
  const { status, stderr } = await runHere('crit', ['decompress', directory]);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /pages-2\.img: the LZ4 block of \d+ bytes does not unpack to 4096 at offset 0x/,
  );
  expect(filesOf(directory)).toEqual(before);
  const archive = await runHere('crit', ['compress', 'rich-podman.tar']);
  expect(archive.stderr).toContain('rich-podman.tar: not a directory');
});
