import { mountsOf } from '../mounts.js';
import { joinChanges, type SectionChanges } from './change.js';
import { compareFacts } from './compare-facts.js';
import { NamedTexts, valueText } from './fact-texts.js';
import type { Side } from './side.js';

/** Mounts that are new, gone, or with other options, by namespace and mount point. */
export function mountChanges(before: Side, after: Side): SectionChanges {
  const [were, are] = [namespacesOf(before), namespacesOf(after)];
  const keys = [...new Set([...were.keys(), ...are.keys()])];
  return joinChanges(
    keys.map((key) => {
      const [was, is] = [were.get(key), are.get(key)];
      if (was === undefined || is === undefined) {
        const why = `the mount namespace of PID ${key} was dumped in one of the two alone`;
        return { changes: [], unknown: [why] };
      }
      const what = keys.length > 1 ? `namespace of PID ${key}:` : '';
      return compareFacts(new Map([['mount', was]]), new Map([['mount', is]]), {
        section: 'mounts',
        what,
      });
    }),
  );
}

/** By the first process that is inside. What the kernel and CRIU number anew each time is left out. */
function namespacesOf({ checkpoint }: Side): ReadonlyMap<number, ReadonlyMap<string, string>> {
  return new Map(
    mountsOf(checkpoint).namespaces.map(({ pids, mounts }) => {
      const texts = new NamedTexts();
      for (const mount of mounts) {
        const { mount_point, root, mount_options, filesystem_type, mount_source } = mount;
        const { super_options, data, external, external_key, deleted } = mount;
        texts.add(
          mount_point,
          valueText({
            type: filesystem_type,
            source: mount_source,
            root,
            options: mount_options,
            'file system': super_options,
            data: data === '' ? undefined : data,
            external: external ? true : undefined,
            key: external_key,
            deleted: deleted ? true : undefined,
          }),
        );
      }
      return [pids[0] ?? 0, texts.texts];
    }),
  );
}
