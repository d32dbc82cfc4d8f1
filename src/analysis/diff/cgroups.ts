import { absent, isAbsent, mapFact, type Fact } from '../../model/absent.js';
import type { CgroupMembership } from '../../model/cgroups.js';
import { findImage, type Checkpoint } from '../../model/checkpoint.js';
import { groupBy } from '../../model/group-by.js';
import { cgroupsOf, type Cgroups } from '../cgroups.js';
import { type Change, joinChanges, type SectionChanges } from './change.js';
import { compareFacts } from './compare-facts.js';
import { NamedTexts } from './fact-texts.js';
import type { Side } from './side.js';

/** Directories of control groups that are new or gone, and limits that are others. */
export function cgroupChanges(before: Side, after: Side): SectionChanges {
  const [were, are] = [directoriesOf(before), directoriesOf(after)];
  if (isAbsent(were) || isAbsent(are)) {
    return compareFacts(new Map([[NAME, textsOf(were)]]), new Map([[NAME, textsOf(are)]]), {
      section: 'container',
    });
  }
  const whole = (path: string, kind: '+' | '-'): Change => ({
    section: 'container',
    kind,
    what: `${NAME} ${path}`,
  });
  const gone = [...were.keys()].filter((path) => !are.has(path));
  const added = [...are.keys()].filter((path) => !were.has(path));
  return joinChanges([
    { changes: gone.map((path) => whole(path, '-')), unknown: [] },
    ...[...are].map(([path, limits]) =>
      compareFacts(new Map([[path, were.get(path) ?? limits]]), new Map([[path, limits]]), {
        section: 'container',
        what: NAME,
      }),
    ),
    { changes: added.map((path) => whole(path, '+')), unknown: [] },
  ]);
}

const NAME = 'control group';

type Limits = ReadonlyMap<string, string>;

function textsOf(
  directories: Fact<ReadonlyMap<string, Limits>>,
): Fact<ReadonlyMap<string, string>> {
  return isAbsent(directories) ? directories : new Map();
}

/** The limits of each directory, by its path and the controllers whose hierarchy it is in. */
function directoriesOf({ checkpoint }: Side): Fact<ReadonlyMap<string, Limits>> {
  const groups = groupsOf(checkpoint);
  if (isAbsent(groups)) return groups;
  const directories = new Map<string, Limits>();
  for (const { controllers, directories: all } of groups.hierarchies) {
    for (const { path, properties } of all) {
      const texts = new NamedTexts();
      for (const { name, value } of properties) texts.add(name, value.trim());
      directories.set(`${controllers.join(',')}:${path}`, texts.texts);
    }
  }
  return directories;
}

/**
 * Of each process, the group that it is in: one path where that is the same in all hierarchies. Of a thread that is in
 * another, that too.
 */
export function groupsByPid({ checkpoint }: Side): Fact<ReadonlyMap<number, Limits>> {
  return mapFact(groupsOf(checkpoint), ({ processes }) => {
    const texts = processes.map(({ pid, cgroups, threads }): [number, Limits] => [
      pid,
      new Map([
        ['', pathsText(cgroups)],
        ...threads.map(({ tid, cgroups: others }): [string, string] => [
          `of thread ${tid}`,
          pathsText(others),
        ]),
      ]),
    ]);
    return new Map(texts);
  });
}

function pathsText(cgroups: readonly CgroupMembership[]): string {
  const byPath = groupBy(cgroups, ({ path }) => path);
  if (byPath.size === 1) return cgroups[0]?.path ?? '';
  return [...byPath]
    .map(([path, members]) => `${path} (${members.map(({ hierarchy }) => hierarchy).join(', ')})`)
    .join(', ');
}

/** CRIU leaves them out with --manage-cgroups=ignore. */
function groupsOf(checkpoint: Checkpoint): Fact<Cgroups> {
  if (findImage(checkpoint, 'cgroup.img') === undefined) return absent('there is no cgroup.img');
  return cgroupsOf(checkpoint);
}
