import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/analysis/triage/all-rules.js';
import { runHere } from '../support/run-here.js';
import { CHECKPOINTS } from '../support/run-program.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const triage = (...args: readonly string[]) => runHere('checkpointctl', ['triage', ...args]);

describe('triage', () => {
  it('--list-rules names each rule once, --explain tells what it means', async () => {
    const { stdout } = await triage('--list-rules');
    const ids = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    expect(ids).toEqual(RULES.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    const explained = await triage('--explain', 'hidden-elf');
    expect(explained.stdout).toContain('T1620');
    expect(explained.status).toBe(0);
  });

  it('a rule that there is not is an error that names the way out', async () => {
    for (const args of [
      ['--explain', 'nothing'],
      ['--rule', 'nothing', 'pod.tar'],
    ]) {
      const { stderr, status } = await triage(...args);
      expect(stderr).toContain('no rule nothing: --list-rules names them all');
      expect(status).toBe(1);
    }
  });

  it('--fail-on ends with 3 when something weighs as much', async () => {
    expect((await triage('rich-podman.tar', '--fail-on', 'medium')).status).toBe(3);
    expect((await triage('rich-podman.tar', '--fail-on', 'high')).status).toBe(0);
  });

  it('--rule, --not-rule and --min-severity choose', async () => {
    const rulesOf = async (...args: readonly string[]) => {
      const { stdout } = await triage('rich-podman.tar', '--format', 'json', ...args);
      return [...new Set((JSON.parse(stdout) as { rule: string }[]).map(({ rule }) => rule))];
    };
    expect(await rulesOf('--rule', 'sniff*')).toEqual(['sniffer']);
    expect(await rulesOf('--not-rule', 's*', '--min-severity', 'medium')).not.toContain('sniffer');
    expect(await rulesOf('--min-severity', 'high')).toEqual([]);
  });

  it('a baseline leaves out what is accepted, by rule and subject', async () => {
    const file = join(scratch.path, 'accepted.jsonl');
    expect((await triage('rich-podman.tar', '--write-baseline', file)).status).toBe(0);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ rule: expect.any(String) as string });
    const { stdout } = await triage('rich-podman.tar', '--baseline', file, '--format', 'json');
    expect(JSON.parse(stdout)).toEqual([]);
    const again = await triage('rich-podman.tar', '--write-baseline', file);
    expect(again.stderr).toContain('--force');
  });

  it('a baseline with a line that is none is refused', async () => {
    const { stderr, status } = await triage(
      'pod.tar',
      '--baseline',
      scratch.file('bad', '{"rule":"x"}\n'),
    );
    expect(stderr).toContain('line 1 is no accepted finding');
    expect(status).toBe(1);
  });

  it('what could not be looked at is told, never a clean bill', async () => {
    const { stderr } = await triage('pidns');
    expect(stderr).toContain(
      'could not look: the checkpoint has no changes of the root file system',
    );
  });

  it('-v shows the bytes; -p chooses the process', async () => {
    const { stdout } = await triage(
      '-v',
      '-p',
      '10',
      '--rule',
      'anonymous-executable',
      'rich-podman.tar',
    );
    expect(stdout).toMatch(/PID 10 at 0x[0-9a-f]+ from checkpoint\/pages-\d+\.img \+0x[0-9a-f]+/);
    expect(
      (await triage('-p', '1', '--rule', 'sniffer', 'rich-podman.tar', '--format', 'csv')).stdout
        .trimEnd()
        .split('\n'),
    ).toHaveLength(1);
  });

  it('SARIF has each result with its rule, level and place', async () => {
    const { stdout } = await triage('rich-podman.tar', '--format', 'sarif');
    const log = JSON.parse(stdout) as Log;
    const [run] = log.runs;
    expect(log.version).toBe('2.1.0');
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(run?.results?.length).toBeGreaterThan(0);
    for (const { ruleId, ruleIndex = -1, level, message, locations } of run?.results ?? []) {
      expect(run?.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
      expect(['error', 'warning', 'note']).toContain(level);
      expect(message.text).not.toBe('');
      expect(locations?.[0]?.physicalLocation?.artifactLocation?.uri).toMatch(/^rich-podman\.tar/);
    }
  });

  it('without a process tree it looks at files, and tells which rules saw nothing', async () => {
    const directory = scratch.directory('no-tree', {
      'checkpoint/inventory.img': readFileSync(join(CHECKPOINTS, 'shell-job', 'inventory.img')),
      'config.dump': '{}',
      'spec.dump': '{}',
      'deleted.files': '["/root/.bash_history"]',
    });
    const { stdout, stderr, status } = await triage(directory, '--columns', 'rule,because');
    expect(stdout).toContain('/root/.bash_history was deleted');
    expect(stderr).toMatch(/\d+ rules could not look: pstree\.img/);
    expect(status).toBe(1);
  });

  it('names the argument that is missing', async () => {
    expect((await triage()).stderr).toContain('ARCHIVE is missing (usage: checkpointctl triage');
  });
});
