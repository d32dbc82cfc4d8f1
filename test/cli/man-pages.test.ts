import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { critProgram } from '../../src/cli/crit/commands.js';
import { manPages } from '../../src/cli/man-pages.js';
import { longName } from '../../src/cli/option.js';
import { renderManPage } from '../../src/render/man-page.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const programs = [
  { name: 'checkpointctl', summary: 'Reads checkpoints.', commands: COMMANDS },
  critProgram('crit'),
];
const pages = await manPages(programs, '2026-01-31');

test('each command has a page with all of its options and examples', async () => {
  for (const { name, load } of COMMANDS) {
    const page = pages.get(`checkpointctl-${name}.1`) ?? '';
    expect(page).toMatch(new RegExp(`^\\.TH CHECKPOINTCTL-${name.toUpperCase()} 1 2026-01-31 `));
    const command = await load();
    if ('commands' in command) continue;
    for (const key of Object.keys(command.options)) {
      expect(page).toContain(`\\fB\\-\\-${longName(key).replaceAll('-', '\\-')}\\fR`);
    }
    expect(page.match(/^\.nf$/gm)?.length ?? 0).toBe(command.examples.length);
  }
  expect(pages.get('crit-decode.1')).toBeDefined();
  expect(pages.get('checkpointctl-crit-decode.1')).toBeDefined();
});

test('grep tells its exit codes, which are those of grep', () => {
  const page = pages.get('checkpointctl-grep.1') ?? '';
  const codes = page.slice(page.indexOf('.SH EXIT STATUS'), page.indexOf('.SH EXAMPLES'));
  expect([...codes.matchAll(/^\\fB(\d)\\fR$/gm)].map(([, code]) => code)).toEqual(['0', '1', '2']);
});

test('verify tells when something is wrong, and summaries that go on keep their dots', () => {
  expect(pages.get('checkpointctl-verify.1')).toContain('\\fB1\\fR\nSomething is wrong.\n');
  expect(pages.get('checkpointctl-table.1')).toMatch(/mounts, routes \.\.\.$/m);
});

test('text is no request to the formatter', () => {
  const page = renderManPage(
    {
      ...{ command: 'c', summary: 'Says', usage: '', commands: [], options: [], exits: [] },
      ...{ examples: [["--x 'a\\b'", '.so /etc/passwd']], seeAlso: [], notes: "A. .so x. 'B" },
    },
    '1',
    '2026-01-31',
  );
  expect(page.split('\n').filter((line) => /^[.'](?!TH|SH|TP|nf|fi|ad|nh)/.test(line))).toEqual([]);
  expect(page).toContain('\\fBc \\-\\-x \\(aqa\\eb\\(aq\\fR');
});

const hasMandoc = spawnSync('mandoc', ['-h']).error === undefined;

test.skipIf(!hasMandoc && process.env['CI'] === undefined)('mandoc finds no fault', () => {
  const files = [...pages].map(([name, text]) => scratch.file(name, text));
  const { stdout, stderr } = spawnSync('mandoc', ['-Tlint', ...files], { encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
});
