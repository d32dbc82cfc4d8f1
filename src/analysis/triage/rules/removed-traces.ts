import { changedFiles } from '../seen-changes.js';
import { ARCHIVE } from '../finding.js';
import type { Rule } from '../rule.js';

const TRACES =
  /^\/var\/log\/|\/\.(?:bash|zsh|sh|ash|python|mysql|psql|sqlite|rediscli|node_repl)_history$|\/\.histfile$|^\/(?:var\/)?run\/utmp$/;

export const removedTraces: Rule = {
  id: 'removed-traces',
  title: 'logs or histories that were removed',
  techniques: ['T1070'],
  severities: ['medium'],
  looksFor:
    'Logs, wtmp and its like, and histories of shells that were deleted, or are there and empty.',
  innocent: 'Logs that are rotated; images that ship empty logs.',
  confirm: 'Search memory for what they held.',
  async *look(scene, sight) {
    const { files, deleted } = await changedFiles(scene, sight);
    for (const path of deleted.filter((each) => TRACES.test(each))) {
      yield {
        severity: 'medium',
        subject: { kind: 'file', path },
        because: `${path} was deleted`,
        caveat: 'rotating logs deletes them as well',
        evidence: [{ member: `${scene.checkpoint.prefix}deleted.files` }],
        next: ['rootfs', ARCHIVE, '--filter', 'type=deleted'],
      };
    }
    for (const { path, header, member, kind } of files) {
      if (kind !== 'rootfs' || header.type !== 'file' || header.size > 0 || !TRACES.test(path))
        continue;
      yield {
        severity: 'medium',
        subject: { kind: 'file', path },
        because: `${path} was changed and is empty`,
        caveat: 'a log that is begun anew is empty at first',
        evidence: [{ member }],
        next: ['rootfs', ARCHIVE, '--filter', `name=${path.slice(1)}`],
      };
    }
  },
};
