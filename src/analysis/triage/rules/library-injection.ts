import { textLines } from '../changed-files.js';
import { aboutProcess, printFile } from '../look-further.js';
import type { Rule } from '../rule.js';
import { isWritablePlace } from '../writable-places.js';

const VARIABLES = ['LD_PRELOAD', 'LD_AUDIT'] as const;

export const libraryInjection: Rule = {
  id: 'library-injection',
  title: 'a library that is pushed into programs',
  techniques: ['T1574.006'],
  severities: ['high', 'low'],
  looksFor:
    'LD_PRELOAD or LD_AUDIT in an environment, and /etc/ld.so.preload among the changed files. It weighs more when ' +
    'the library lies where anybody can write, or is not of the image.',
  innocent: "Libraries of the image's own, such as jemalloc or libfaketime.",
  confirm: 'Take the library out and see which functions it defines.',
  async *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const { pid } = suspect;
      if (sight.of(suspect.facts.environment, `PID ${pid}`) === undefined) continue;
      for (const name of VARIABLES) {
        const value = suspect.environment.get(name) ?? '';
        const paths = value.split(/[\s:]+/).filter((path) => path !== '');
        if (paths.length === 0) continue;
        let isStrange = false;
        for (const path of paths) {
          isStrange ||= isWritablePlace(path) || (await scene.changed.find(path)) !== undefined;
        }
        yield {
          severity: isStrange ? 'high' : 'low',
          subject: suspect.subject,
          because: `its environment has ${name}=${value}${isStrange ? ', which is not of the image or lies where anybody can write' : ''}`,
          ...(!isStrange && { caveat: "a library of the image's own is most often meant" }),
          evidence: [{ pid, member: `mm-${pid}.img`, field: 'mm_env_start' }],
          next: aboutProcess('maps', pid),
        };
      }
    }
    const preload = await scene.changed.find('/etc/ld.so.preload');
    if (preload === undefined) return;
    const lines = textLines(preload).filter((line) => line.trim() !== '' && !line.startsWith('#'));
    yield {
      severity: 'high',
      subject: { kind: 'file', path: preload.path },
      because: `/etc/ld.so.preload was created or changed${lines.length === 0 ? '' : `: ${lines.join(' ')}`}`,
      evidence: [{ member: preload.member }],
      next: printFile(preload.member),
    };
  },
};
