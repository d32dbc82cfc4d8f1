import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS, runProgram } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';
import { imageStream } from './image-stream.js';

const scratch = new Scratch();
const DIRECTORY = join(CHECKPOINTS, 'shell-job');
const files = Object.fromEntries(
  readdirSync(DIRECTORY)
    .filter((name) => name.endsWith('.img') || name === 'stats-dump')
    .map((name) => [name, readFileSync(join(DIRECTORY, name))]),
);
const whole = Buffer.concat(imageStream(files));

async function contentsOf(path: string) {
  const archive = await openArchive(path, { keep: () => true, spool: true });
  try {
    return archive.members.map((member): [string, Buffer] => {
      const source = archive.source(member);
      return [member.name, Buffer.from(source.read(0, source.size))];
    });
  } finally {
    archive.close();
  }
}

describe('a stream of images is an archive', () => {
  const forms = {
    plain: whole,
    compressed: gzipSync(whole),
    // Shards of one stream, one after the other in any order.
    'three shards': Buffer.concat(imageStream(files, 3).reverse()),
  };

  test.each(Object.entries(forms))('%s: has every file to the byte', async (name, bytes) => {
    const found = await contentsOf(scratch.file(name, bytes));
    expect(found.map(([member]) => member).sort()).toEqual(Object.keys(files).sort());
    for (const [member, content] of found)
      expect(content.equals(files[member] ?? Buffer.alloc(0))).toBe(true);
  });

  test('memory in it is searched and told as in the directory', async () => {
    const path = scratch.file('shell-job.stream', whole);
    for (const args of [['maps'], ['grep', '-c', 'PATH='], ['registers'], ['lsof']]) {
      const own = await runHere('checkpointctl', [...args, path]);
      const directory = await runHere('checkpointctl', [...args, DIRECTORY]);
      expect(own.status).toBe(directory.status);
      expect(own.stdout.replaceAll(path, '')).toBe(directory.stdout.replaceAll(DIRECTORY, ''));
    }
  });

  test('also out of a pipe', () => {
    const { stdout, status } = runProgram('checkpointctl', ['ls', '-'], { input: whole });
    expect(status).toBe(0);
    expect(stdout).toContain('pstree.img');
  });
});

describe('of a damaged stream there is what lies before the damage', () => {
  const intact = async (bytes: Buffer) => {
    const path = scratch.file('damaged', bytes);
    const archive = await openArchive(path, { salvage: true });
    try {
      const strict = await openArchive(path).catch((error: unknown) => error);
      expect(strict).toMatchObject({ code: archive.damage?.code });
      return { names: archive.members.map(({ name }) => name), damage: archive.damage };
    } finally {
      archive.close();
    }
  };

  test('cut off anywhere', async () => {
    for (const length of [whole.length - 1, whole.length - 8, whole.length >> 1, 3000]) {
      const { names, damage } = await intact(whole.subarray(0, length));
      expect(names.length).toBeGreaterThan(0);
      expect(damage?.code).toBe('unexpected-eof');
    }
  });

  test('without one of its shards', async () => {
    const [first = Buffer.alloc(0), , third = Buffer.alloc(0)] = imageStream(files, 3);
    const { damage } = await intact(Buffer.concat([first, third]));
    expect(damage?.message).toMatch(/marker 1 of the image stream is missing: .*shards/);
  });

  test('with something else in it', async () => {
    const end = whole.length - 7;
    const { damage } = await intact(Buffer.concat([whole.subarray(0, end), Buffer.alloc(600)]));
    expect(damage?.code).toMatch(/invalid-archive/);
  });
});

test('a size that lies costs no memory', async () => {
  const name = Buffer.from([4, 0, 0, 0, 0x12, 2, 0x61, 0x62]);
  const data = Buffer.from([8, 0, 0, 0, 8, 1, 0x18, 0xff, 0xff, 0xff, 0xff, 0x0f]);
  const path = scratch.file('lie', Buffer.concat([name, data]));
  const archive = await openArchive(path, { salvage: true });
  const [member] = archive.members;
  expect(member?.size).toBe(0);
  expect(archive.damage?.code).toBe('unexpected-eof');
  archive.close();
});
