import { symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch, type Members } from '../support/scratch.js';

const scratch = new Scratch();
const run = (...args: string[]) => runHere('checkpointctl', args);

/** What the engine and CRIU wrote beside the large images of a real checkpoint, some of it altered. */
async function membersOf(altered: Readonly<Record<string, Uint8Array | undefined>>) {
  const archive = await openArchive(join(CHECKPOINTS, 'article-crio.tar'));
  try {
    const members: Record<string, Uint8Array> = {};
    for (const member of archive.members) {
      if (member.type !== 'file' || member.name.includes('pages-')) continue;
      const source = archive.source(member);
      members[member.name] = Buffer.from(source.read(0, source.size));
    }
    const all = Object.entries({ ...members, ...altered });
    return Object.fromEntries(all.filter(([, bytes]) => bytes !== undefined)) as Members;
  } finally {
    archive.close();
  }
}

const cut = (bytes: string | Uint8Array | undefined, length: number) =>
  Buffer.from(bytes ?? '').subarray(0, length);
const whole = await membersOf({});
let count = 0;
const directory = async (altered: Readonly<Record<string, Uint8Array | undefined>>) =>
  scratch.directory(`directory-${count++}`, await membersOf(altered));

describe('a checkpoint of which a part is lost tells the rest and ends with 1', () => {
  test.each([
    ['stats-dump', undefined, 'no such file or directory'],
    ['stats-dump', cut(whole['stats-dump'], 9), 'unexpected EOF'],
    ['config.dump', undefined, 'no such file or directory'],
    ['config.dump', cut(whole['config.dump'], 40), 'unexpected end of JSON input'],
    ['spec.dump', undefined, 'no such file or directory'],
    ['spec.dump', cut(whole['spec.dump'], 300), 'unexpected end of JSON input'],
  ])('%s in a directory', async (name, bytes, reason) => {
    const { stdout, stderr, status } = await run(
      'inspect',
      '--ps-tree',
      '--stats',
      '--mounts',
      await directory({ [name]: bytes }),
    );
    expect(status).toBe(1);
    expect(stderr).toContain(`${name}: ${reason}`);
    expect(stderr.match(new RegExp(`^Error:.*${name}`, 'gm'))).toHaveLength(1);
    expect(stdout).toContain('[7]  counter.py');
    expect(stdout).toMatch(new RegExp(`unavailable: .*${name}: ${reason}`));
    // What the other file tells.
    expect(stdout.includes('Runtime: runc')).toBe(name !== 'config.dump');
    expect(stdout.includes('Engine: CRI-O')).toBe(name !== 'spec.dump');
  });

  test('show has a row for it, JSON the reasons, and the error stands before', async () => {
    const path = await directory({ 'spec.dump': cut(whole['spec.dump'], 300) });
    const { stdout, status } = await run('show', path, '--format', 'json');
    expect(status).toBe(1);
    const [row] = JSON.parse(stdout) as {
      engine: string;
      id: string;
      absent: { engine: string };
    }[];
    expect(row?.engine).toBe('unknown');
    expect(row?.id).toMatch(/^059a219a22e5/);
    expect(row?.absent.engine).toBe('spec.dump: unexpected end of JSON input');
  });

  test('a pod whose options are damaged is told by its directories', async () => {
    const below = Object.entries(whole).map(([name, bytes]) => [`web/${name}`, bytes]);
    const pod = await scratch.tar('pod.tar', {
      'pod.options': '{"containers": ',
      ...(Object.fromEntries(below) as Members),
    });
    const { stdout, stderr, status } = await run('show', pod);
    expect(status).toBe(1);
    expect(stdout).toContain('| counter ');
    expect(stderr).toBe(
      `Error: failed to unmarshal ${pod}:pod.options: unexpected end of JSON input\n`,
    );
  });
});

describe('list goes past what cannot be followed', () => {
  const folder = scratch.directory('links', {});
  test.each([
    ['a link to itself', 'checkpoint-loop', 'too many symbolic links'],
    ['a link to a name that is too long', 'x'.repeat(300), 'name too long'],
    ['a link that leads nowhere', 'nowhere', 'no such file or directory'],
  ])('%s', async (_, target, reason) => {
    const place = join(folder, String(count++));
    scratch.directory(join('links', String(count - 1)), { 'checkpoint-a.tar': '', 'b.txt': 'b' });
    await scratch.tar(join('links', String(count - 1), 'checkpoint-good.tar'), {
      'checkpoint/': '',
      'config.dump': '{"id":"x"}',
      'spec.dump': '{}',
    });
    symlinkSync(target, join(place, 'checkpoint-loop'));
    symlinkSync(target, join(place, 'another'));
    symlinkSync('.', join(place, 'here'));
    const { stdout, stderr, status } = await run('list', place, '-r', '--format', 'json');
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).toEqual([
      'checkpoint-good.tar',
    ]);
    expect(stderr).toMatch(new RegExp(`^Error: stat ${place}/checkpoint-loop: .*(${reason})`, 'm'));
    expect(stderr).not.toContain('another');
  });
});

test('what cannot even be looked at is told in one wording by every command', async () => {
  const loop = scratch.directory('loop', { copies: '' });
  const file = join(loop, 'itself');
  symlinkSync('itself', file);
  const said = `Error: stat ${file}: too many symbolic links encountered\n`;
  const given = ['show', 'ls', 'grep x', `redact -o ${loop}/copy`, 'yara ../yara/hosts.yar'];
  for (const words of given) {
    expect((await run(...words.split(' '), file)).stderr).toBe(said);
  }
  expect((await runHere('crit', ['x', file, 'ps'])).stderr).toBe(said);
});

test('what is lost to several questions is told once, and why processes are not known', async () => {
  const bytes = await readFile(join(CHECKPOINTS, 'article-crio.tar'));
  const file = scratch.file('cut.tar', bytes.subarray(0, 5_000_000));
  for (const command of ['show', 'inspect', 'triage']) {
    const { stderr, status } = await run(command, file);
    expect({ command, status }).toEqual({ command, status: 1 });
    expect(stderr.match(/cut\.tar:checkpoint\/pages-2\.img: unexpected EOF/g)).toHaveLength(1);
  }
  const inspected = await run('inspect', file, '--all');
  expect(inspected.stderr.match(/failed to get process tree: open .*pstree\.img/g)).toHaveLength(1);
  expect(inspected.stderr.match(/pstree\.img/g)).toHaveLength(1);
  const { stderr } = await run('triage', file);
  expect(stderr).toContain('pstree.img is not in the checkpoint');
  expect(stderr).not.toContain('the process is not in pstree.img');
});
