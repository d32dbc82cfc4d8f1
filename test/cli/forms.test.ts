import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SEARCH_KINDS } from '../../src/analysis/search/search-checkpoint.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { CHECKPOINT_TABLES } from '../../src/tables/all-tables.js';
import { longName } from '../../src/cli/option.js';
import { writeForms } from '../support/archive-forms.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const forms = writeForms(new Scratch(), readFileSync(`${CHECKPOINTS}pod.tar`));

const hashOf = (form: keyof typeof forms) =>
  createHash('sha256').update(readFileSync(forms[form])).digest('hex');
const hashes = { plain: hashOf('plain'), gzip: hashOf('gzip'), zstd: hashOf('zstd') };

/** What stands behind the name of a command, where that is not an archive alone. X is the archive. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  cat: ['X', 'ctr.log'],
  table: ['threads', 'X'],
  read: ['X', '-p', '1', '7ffc5ae89000', '64'],
  xinfo: ['X', '-p', '1', '7ffc5ae89000'],
  grep: ['-e', 'HOST', 'X'],
  memparse: ['X', '-p', '1'],
  coredump: ['X', '--list'],
  strings: ['X', '-n', '32'],
  recover: ['X', '--list'],
  yara: ['../yara/hosts.yar', 'X', '--in', 'args,metadata,logs'],
};

/** They write, are about no archive, or about the file as it lies there. */
const OTHERS = [
  ...['extract', 'list', 'completion', 'crit', 'schema', 'redact', 'diff', 'hash'],
  ...['build', 'plugin'],
];

/** How those end that find nothing in this archive. */
const FINDS_NOTHING: Readonly<Record<string, object>> = {
  secrets: { status: 1, stderr: '' },
  indicators: { stderr: '' },
  recover: { status: 0, stderr: 'Note: there is nothing to recover in the checkpoint\n' },
};

/** Options without a value that cannot stand alone, or that change what no archive tells. */
const NOT_ALONE = ['help', 'debug', 'raw'];

const FORMS_OF_ANSWERS = ['format', 'color', 'encoding', 'radix'];

async function linesOf(command: (typeof COMMANDS)[number]): Promise<string[][]> {
  const loaded = await command.load();
  if ('commands' in loaded) return [];
  const line = [command.name, ...(LINES[command.name] ?? ['X'])];
  const flags = Object.entries(loaded.options)
    .filter(
      ([key, { value, implied }]) =>
        (value === undefined || implied !== undefined) && !NOT_ALONE.includes(key),
    )
    .map(([key]) => `--${longName(key)}`);
  // What is read hangs on what is chosen, but not on the form of the answer.
  const choices = Object.entries(loaded.options)
    .filter(([key, { value }]) => value !== undefined && !FORMS_OF_ANSWERS.includes(key))
    .flatMap(([key, option]) =>
      (option.choices ?? []).map((choice) => `--${longName(key)}=${choice}`),
    );
  return [line, ...[...flags, ...choices].map((option) => [...line, option])];
}

async function told(form: keyof typeof forms, [program, ...line]: readonly string[]) {
  const words = line.map((word) => word.replace(/^X/, forms[form]));
  const { stdout, stderr, status } = await runHere(
    program === 'crit' ? 'crit' : 'checkpointctl',
    program === 'crit' ? words : [program ?? '', ...words],
  );
  // Each form is a file of its own, and only the plain one shows its end.
  const unnamed = (text: string) =>
    text
      .replaceAll(forms[form], 'X')
      .replaceAll(hashes[form], 'SHA-256 of X')
      .replace(/^.*archive-end.*\n/m, '');
  return { stdout: unnamed(stdout), stderr: unnamed(stderr), status };
}

describe('a compressed archive answers as the plain one does', () => {
  const commands = COMMANDS.filter(({ name }) => !OTHERS.includes(name));
  test.each(commands.map((command) => [command.name, command] as const))(
    '%s, and with each of its flags and choices',
    async (name, command) => {
      const end = FINDS_NOTHING[name] ?? { status: 0, stderr: '' };
      for (const [index, line] of (await linesOf(command)).entries()) {
        const plain = await told('plain', line);
        if (index === 0) expect(plain, line.join(' ')).toMatchObject(end);
        expect(await told('gzip', line), line.join(' ')).toEqual(plain);
        expect(await told('zstd', line), line.join(' ')).toEqual(plain);
      }
    },
  );

  test.each([
    ...Object.keys(CHECKPOINT_TABLES).map((name) => ['table', name, 'X']),
    ...['ps', 'fds', 'mems', 'rss'].map((subject) => ['crit', 'x', 'X', subject]),
    ...SEARCH_KINDS.map((kind) => ['grep', '--in', kind, '-e', 'HOST|root|data', 'X']),
    ...['show', 'info'].map((name) => ['crit', name, 'X:checkpoint/pstree.img']),
  ])('%s %s %s', async (...line) => {
    const plain = await told('plain', line);
    // Only that the network was not dumped may be told.
    expect(plain.stderr.replace(/^Note: X: nothing is known of network .*\n$/, '')).toBe('');
    expect(await told('gzip', line)).toEqual(plain);
    expect(await told('zstd', line)).toEqual(plain);
  });
});
