import type { ChangedFile } from '../changed-files.js';
import { changedFiles } from '../seen-changes.js';
import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;

export const oddTime: Rule = {
  id: 'odd-time',
  title: 'a file with a time that it cannot have',
  techniques: ['T1070.006'],
  severities: ['low'],
  looksFor:
    'Changed files whose time lies behind the dump or before 1980, and programs and scripts with whole seconds among ' +
    'files that have fractions of seconds (`touch -t`).',
  innocent: 'Unpacked archives, whose files keep the times of others.',
  confirm: 'Compare with its neighbours; birth and change times are not in a checkpoint.',
  async *look(scene, sight) {
    const { files } = await changedFiles(scene, sight);
    const dumped = scene.checkpoint.archive.find(
      `${scene.checkpoint.imagePrefix}inventory.img`,
    )?.mtimeNs;
    const plain = files.filter(({ kind, header }) => kind === 'rootfs' && header.type === 'file');
    const haveFractions = plain.filter(
      ({ header }) => (header.mtimeNs ?? 0n) % SECOND !== 0n,
    ).length;
    for (const file of plain) {
      const why = whyOdd(file, dumped, haveFractions > plain.length / 2);
      if (why === undefined) continue;
      yield {
        severity: 'low',
        subject: { kind: 'file', path: file.path },
        because: `${file.path} ${why}`,
        caveat: 'files of an unpacked archive keep the times that they had there',
        evidence: [{ member: file.member }],
        next: ['rootfs', ARCHIVE, '--filter', `name=${file.path.slice(1)}`, '--format', 'json'],
      };
    }
  },
};

/** Nothing that a container runs was written before there were such files. */
const FIRST = 315_532_800n * SECOND;

function whyOdd(
  { header }: ChangedFile,
  dumped: bigint | undefined,
  othersHaveFractions: boolean,
): string | undefined {
  const time = header.mtimeNs;
  if (time === undefined) return undefined;
  if (dumped !== undefined && time > dumped + DAY) return 'has a time after the dump';
  if (time < FIRST) return 'has a time before 1980';
  const isWhole = time % SECOND === 0n && ((header.mode ?? 0) & 0o111) !== 0;
  return isWhole && othersHaveFractions
    ? 'has a time in whole seconds, unlike its neighbours'
    : undefined;
}
