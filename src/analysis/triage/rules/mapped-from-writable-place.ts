import { regionSubject } from '../region-pages.js';
import { aboutProcess } from '../look-further.js';
import type { Rule } from '../rule.js';
import { isWritablePlace } from '../writable-places.js';

/** `podman run --init` mounts it there. */
const INIT_OF_PODMAN = '/run/podman-init';

export const mappedFromWritablePlace: Rule = {
  id: 'mapped-from-writable-place',
  title: 'code from a place where anybody can put files',
  techniques: ['T1105'],
  severities: ['medium'],
  looksFor:
    'Files mapped to be executed that lie in /tmp, /var/tmp, /dev/shm, /run, /proc/*/fd or a home directory.',
  innocent:
    'Programs that unpack libraries to /tmp (Java, Python wheels); tools installed in a home.',
  confirm: 'See who wrote the file and when, and what it is.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      const told = new Set<string>();
      for (const area of sight.of(suspect.areas, `PID ${suspect.pid}`) ?? []) {
        const { region, name } = area;
        if (region?.executable !== true || region.backing.kind !== 'file') continue;
        const path = name.replace(/ \(deleted\)$/, '');
        if (!isWritablePlace(path) || path === INIT_OF_PODMAN || told.has(path)) continue;
        told.add(path);
        yield {
          severity: 'medium',
          subject: regionSubject(suspect, area),
          because: `${path} is mapped to be executed`,
          caveat: 'some programs unpack their libraries there',
          evidence: [{ pid: suspect.pid, address: area.start }],
          next: aboutProcess('maps', suspect.pid),
        };
      }
    }
  },
};
