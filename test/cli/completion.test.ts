import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { runProgram } from '../support/run-program.js';

const scripts = new Map<string, string>();

function script(shell: string): string {
  const known = scripts.get(shell) ?? runProgram('checkpointctl', ['completion', shell]).stdout;
  scripts.set(shell, known);
  return known;
}

/** What bash offers for a line whose last word is being typed. */
function offered(...words: string[]): string[] {
  const line = words.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _${words[0] ?? ''}_complete`;
  const { stdout, stderr } = spawnSync('bash', [
    '-c',
    `${script('bash')}\n${ask}; echo "\${COMPREPLY[@]}"`,
  ]);
  expect(stderr.toString()).toBe('');
  return stdout
    .toString()
    .trim()
    .split(' ')
    .filter((word) => word !== '');
}

describe('completion in bash', () => {
  test.each([
    [['checkpointctl', 'sh'], ['show']],
    [['checkpointctl', 'show', ''], []],
    [['checkpointctl', 'show', '--pr'], ['--print-stats']],
    [
      ['checkpointctl', 'show', '--format', ''],
      ['table', 'wide', 'json', 'jsonl', 'csv'],
    ],
    [
      ['checkpointctl', 'show', '--format', '=', 'j'],
      ['json', 'jsonl'],
    ],
    [
      ['checkpointctl', 'completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
    [
      ['checkpointctl', 'crit', ''],
      ['decode', 'encode', 'info', 'show', 'compress', 'decompress', 'x'],
    ],
    [['crit', 'x', ''], []],
    [
      ['crit', 'x', 'dump.tar', ''],
      ['ps', 'fds', 'mems', 'rss', 'sk'],
    ],
    [['crit', 'decode', '--pretty', '-i', ''], []],
  ])('%j offers %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });
});

test('zsh gets no expansion that only bash understands', () => {
  // zsh takes a letter behind the colon of an array slice for a modifier.
  expect(script('zsh')).toMatch(/^#compdef checkpointctl crit\n/);
  expect(script('zsh')).not.toMatch(/\[@\]:[^}]*:[A-Za-z]/);
  // Where this is a variable of a function, no program is found.
  expect(script('zsh')).not.toMatch(/\bpath=/);
});

test('PowerShell gets a table of each way to a word, with no key twice', () => {
  const text = script('powershell');
  expect(text).toContain("Register-ArgumentCompleter -Native -CommandName 'checkpointctl'");
  expect(text).toContain("    'crit x 1' = @('ps', 'fds', 'mems', 'rss', 'sk')");
  expect(text).toContain("    'checkpointctl show --format' = @('table', ");
  // What the tables do not have the program is asked, by the name that it was called.
  expect(text).toContain('& $line.GetCommandName() --complete powershell @words');
  expect(text.replace(/'(?:[^']|'')*'/g, '')).not.toContain('`');
  for (const table of text.matchAll(/= @\{\n([^}]*)\}/g)) {
    // Its tables do not tell upper from lower case.
    const keys = [...(table[1] ?? '').matchAll(/^ +'([^']+)' = /gm)].map(([, key = '']) =>
      key.toLowerCase(),
    );
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('fish offers commands, choices and options', () => {
  const lines = script('fish').split('\n');
  expect(lines).toContain("complete -c crit -n '__fish_seen_subcommand_from x' -a rss");
  expect(lines.some((line) => line.includes("-l format -x -a 'table json'"))).toBe(true);
});

test('an unknown shell is an error in one line', () => {
  const { status, stderr } = runProgram('checkpointctl', ['completion', 'tcsh']);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'Error: no completion for tcsh (choose from bash, zsh, fish, powershell)\n',
  });
});
