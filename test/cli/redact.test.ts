import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { writeForms } from '../support/archive-forms.js';
import { compressedDirectory } from '../support/compressed-checkpoint.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { mm, ONE_PROCESS, PAGE, pagemap, run, vma } from '../support/memory-images.js';
import { runHere } from '../support/run-here.js';
import { Scratch, type Members } from '../support/scratch.js';

const scratch = new Scratch();
const cli = (...args: string[]) => runHere('checkpointctl', args);
const path = (name: string) => join(scratch.path, name);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Manifest {
  readonly archive_sha256: string;
  readonly output_sha256: string;
  readonly overwritten: readonly {
    readonly kind: string;
    readonly inside?: string;
    readonly pid?: number;
    readonly ranges: readonly { member: string; offset: number; length: number }[];
  }[];
}

const manifestOf = (copy: string) => JSON.parse(readFileSync(`${copy}.json`, 'utf8')) as Manifest;

describe('a container', () => {
  const original = readFileSync(join(CHECKPOINTS, 'rich-podman.tar'));
  const copy = path('rich.tar');
  const PLANTED = '[A-Z]{3,}_SECRET_[0-9]{2}';

  test('has nothing secret any more, in memory, images, archives and files', async () => {
    const { stdout, stderr, status } = await cli(
      ...['redact', 'rich-podman.tar', '-o', copy, '--pattern', PLANTED, '--env', 'HOSTNAME'],
    );
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/rich\.tar: secrets overwritten: \d+, in places: \d+\n$/);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect((await cli('secrets', copy)).status).toBe(1);
    const words = [PLANTED, 'HOSTNAME=[^x]', 'hunter2\\S*@', 'AKIA[A-Z2-7]{16}', 's3cr3t-pw'];
    expect((await cli('grep', ...words.flatMap((word) => ['-e', word]), copy)).stdout).toBe('');
  });

  test('is the same in every other byte', () => {
    const bytes = readFileSync(copy);
    expect(bytes).toHaveLength(original.length);
    const changed = new Set<number>();
    for (const [at, byte] of bytes.entries()) if (byte !== original[at]) changed.add(at);
    // The tmpfs is gzip data, which is made anew in its place.
    const tmpfs = original.indexOf('checkpoint/tmpfs-dev-');
    const size = parseInt(original.toString('latin1', tmpfs + 124, tmpfs + 135), 8);
    const others = [...changed].filter((at) => at < tmpfs + 512 || at >= tmpfs + 512 + size);
    expect(others.length).toBeGreaterThan(100);
    expect(new Set(others.map((at) => bytes[at]))).toEqual(new Set([0x78]));
  });

  test('still is a checkpoint, of the same processes and memory', async () => {
    for (const command of ['verify', 'inspect', 'ps', 'maps'] as const) {
      const [before, after] = [await cli(command, 'rich-podman.tar'), await cli(command, copy)];
      expect(after.status, command).toBe(before.status);
      expect(after.stdout.replaceAll(copy, 'A'), command).toHaveLength(
        before.stdout.replaceAll('rich-podman.tar', 'A').length,
      );
    }
    const list = ['coredump', '--list', '--format', 'json'];
    expect((await cli(...list, copy)).stdout).toBe((await cli(...list, 'rich-podman.tar')).stdout);
    const { stdout } = await cli('grep', '-o', 'x{14}', '--in', 'tmpfs', copy);
    expect(stdout).toContain('in-tmpfs');
  });

  test('is told of, but never with what was overwritten', () => {
    const manifest = manifestOf(copy);
    expect(manifest).toMatchObject({
      archive_sha256: sha256(original),
      output_sha256: sha256(readFileSync(copy)),
    });
    expect(statSync(`${copy}.json`).mode & 0o777).toBe(0o600);
    const text = JSON.stringify(manifest);
    for (const word of ['_SECRET_', 'hunter2\\S*@', 'AKIA', 'eyJ'])
      expect(text).not.toContain(word);
    const kinds = new Set(manifest.overwritten.map(({ kind }) => kind));
    for (const kind of [
      'private-key',
      'json-web-token',
      'pattern',
      'environment',
      'url-password',
    ]) {
      expect(kinds).toContain(kind);
    }
    for (const { ranges } of manifest.overwritten) {
      for (const { length } of ranges) expect(length).toBeGreaterThan(0);
    }
  });
});

describe('memory that hides secrets', () => {
  const url = 'postgres://app:Tr0ub4dor-and-3@db.example.com:5432/x';
  // The expansion of the key of FIPS 197, A.1.
  const schedule = Buffer.from(
    '2b7e151628aed2a6abf7158809cf4f3ca0fafe1788542cb123a339392a6c7605f2c295f27a96b9435935807a7359f67f' +
      '3d80477d4716fe3e1e237e446d7a883bef44a541a8525b7fb671253bdb0bad00d4d1c6f87c839d87caf2b8bc11f915bc' +
      '6d88a37a110b3efddbf98641ca0093fd4e54f70e5f5fc9f384a64fb24ea6dc4fead27321b58dbad2312bf5607f8d292f' +
      'ac7766f319fadc2128d12941575c006ed014f9a8c9ee2589e13f0cc8b6630ca6',
    'hex',
  );
  const parts: readonly (readonly [at: number, bytes: Uint8Array])[] = [
    // Over the end of a page, and of a run of pages.
    [PAGE - 20, Buffer.from(url)],
    [2 * PAGE + 101, Buffer.from(` ${url} `, 'utf16le')],
    [3 * PAGE, Buffer.from(`"${Buffer.from(`password: ${url} and more`).toString('base64')}"`)],
    [4 * PAGE + 8, gzipSync(Buffer.from(`the config\n${url}\n`.repeat(3)))],
    [5 * PAGE + 16, schedule],
  ];
  const pages = Buffer.alloc(6 * PAGE);
  for (const [at, bytes] of parts) pages.set(bytes, at);
  const members = {
    ...ONE_PROCESS,
    'mm-1.img': mm([
      vma(0x1000, 1, { prot: 3, flags: 0x22 }),
      vma(0x1001, 5, { prot: 1, flags: 0x22 }),
    ]),
    'pagemap-1.img': pagemap([run(0x1000, 1), run(0x1001, 5)]),
    'pages-1.img': pages,
    // No search looks for texts in the image of files.
    'files.img': Buffer.from(`no image, with ${url}`),
  };

  test('in UTF-16, base64, gzip, the schedule of a key, and what is no memory', async () => {
    const archive = await scratch.tar('hiding.tar', { ...members, 'descriptors.json': url });
    const copy = path('hidden.tar');
    const { stderr, status } = await cli('redact', archive, '-o', copy);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const { stdout } = await cli('secrets', copy);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    const bytes = readFileSync(copy);
    const before = readFileSync(archive);
    const start = before.indexOf(pages);
    for (const text of [Buffer.from('Tr0ub4dor'), Buffer.from('Tr0ub4dor', 'utf16le')]) {
      expect(bytes.includes(text)).toBe(false);
    }
    const wide = bytes.toString('utf16le', start + 2 * PAGE + 101, start + 2 * PAGE + 101 + 108);
    expect(wide).toBe(` postgres://app:${'x'.repeat(15)}@db.example.com:5432/x `);
    const key = bytes.subarray(start + 5 * PAGE + 16, start + 5 * PAGE + 16 + schedule.length);
    expect(key.equals(Buffer.alloc(schedule.length, 'x'))).toBe(true);
    const { overwritten } = manifestOf(copy);
    expect(new Set(overwritten.map(({ inside }) => inside))).toEqual(
      new Set([undefined, 'base64', 'gzip']),
    );
  });
});

describe('forms', () => {
  const copyOf = async (name: string, more: readonly string[] = []) => {
    const copy = path(`form-${name.replaceAll('/', '-')}`);
    const { stderr, status } = await cli('redact', name, '-o', copy, ...more);
    return { copy, stderr, status };
  };

  test('gzip and zstd come out as they went in', async () => {
    const bytes = readFileSync(join(CHECKPOINTS, 'pod.tar'));
    const forms = writeForms(scratch, bytes);
    const gzip = path('form.tar.gz');
    await cli('redact', forms.gzip, '-o', gzip);
    expect(gunzipSync(readFileSync(gzip)).equals(bytes)).toBe(true);
    const zstd = path('form.tar.zst');
    await cli('redact', forms.zstd, '-o', zstd);
    expect(readFileSync(zstd).readUInt32LE()).toBe(0xfd2fb528);
    const list = async (file: string) => (await cli('ls', file)).stdout;
    expect(await list(zstd)).toBe(await list(forms.plain));
  });

  test.each([
    ['../malware/malware-bare.tar.xz', 'is compressed with xz, which is not written'],
    ['../tar/small.tar.bz2', 'is compressed with bzip2, which is not written'],
    ['rich-plain', 'is a directory, of which no copy is made'],
    ['checkpoint-oci.tar', 'checkpoint-oci.tar: cannot be redacted: it is no tar of a checkpoint'],
    ['none.tar', 'no such file or directory'],
  ])('%s is refused, and nothing is left', async (name, why) => {
    const { copy, stderr, status } = await copyOf(name);
    expect(status).toBe(1);
    expect(stderr).toContain(why);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(statSync(copy, { throwIfNoEntry: false })).toBeUndefined();
    expect(statSync(`${copy}.json`, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('compressed pages are refused', async () => {
    const directory = compressedDirectory('shell-job');
    const names = readdirSync(directory);
    const images = names.map((name) => [`checkpoint/${name}`, readFileSync(join(directory, name))]);
    const file = await scratch.tar('lz4.tar', Object.fromEntries(images) as Members);
    const { copy, stderr, status } = await copyOf(file);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'its pages are compressed, where nothing can be overwritten; crit decompress',
    );
    expect(statSync(copy, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('what has no checkpoint is refused by its own name', async () => {
    const file = scratch.file('empty', '');
    const { stderr, status } = await cli('redact', file, '-o', path('empty-copy'));
    expect(status).toBe(1);
    expect(stderr).toBe(`Error: checkpoint directory is missing in the archive file: ${file}\n`);
  });

  test('damage is refused: what cannot be read may be secret', async () => {
    const whole = readFileSync(join(CHECKPOINTS, 'pod.tar'));
    const file = scratch.file('cut.tar', whole.subarray(0, whole.length - 20_000));
    const { stderr, status } = await cli('redact', file, '-o', path('cut-copy.tar'));
    expect(status).toBe(1);
    expect(stderr).toContain(`Error: ${file}`);
  });

  test('what is there is not replaced, unless it is asked for', async () => {
    const there = scratch.file('there.tar', 'mine');
    const line = ['redact', 'pod.tar', '-o', there];
    expect((await cli(...line)).status).toBe(1);
    expect(readFileSync(there, 'utf8')).toBe('mine');
    expect((await cli(...line, '--force')).status).toBe(0);
    expect(readFileSync(there).equals(readFileSync(join(CHECKPOINTS, 'pod.tar')))).toBe(true);
    const same = await cli('redact', there, '-o', there, '--force');
    expect(same.stderr).toContain('input and output are the same file');
  });

  test.each([
    [['--env', 'a-b'], 'a-b is not the name of a variable'],
    [['--pattern', '('], 'invalid'],
  ])('%j', async (more, why) => {
    const { stderr, status } = await copyOf('pod.tar', more);
    expect(status).toBe(1);
    expect(stderr).toContain(why);
  });
});
