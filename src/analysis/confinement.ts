import { isAbsent, type Fact } from '../model/absent.js';
import { powerfulCapabilities } from '../model/security/capabilities.js';
import type { UserNamespace } from '../model/namespaces/user-namespace.js';
import type { SeccompState } from '../model/security/seccomp.js';
import type { SpecSecurity } from '../model/security/spec-security.js';
import { isConfinedLabel, type ThreadRights } from '../model/security/thread-rights.js';

/** What is judged of a process. */
interface Judged {
  readonly pid: number;
  readonly threads: readonly JudgedThread[];
  readonly userNamespace: Fact<UserNamespace>;
}

interface JudgedThread {
  readonly rights: Fact<ThreadRights>;
  readonly seccomp: Fact<SeccompState>;
}

/** One of the things that hold a container back, and whether it did. */
export interface ConfinementLayer {
  readonly layer:
    | 'seccomp'
    | 'security-module'
    | 'capabilities'
    | 'user-namespace'
    | 'no-new-privileges'
    | 'masked-paths'
    | 'read-only-paths'
    | 'read-only-root';
  /** `partly`: some processes, not all. */
  readonly confines: 'yes' | 'no' | 'partly' | 'unknown';
  /** Why, in a sentence without a full stop. */
  readonly because: string;
  /** Processes that it does not hold back, for `partly` and `no`. */
  readonly unconfined: readonly number[];
}

/** Judges by what the processes had, and by spec.dump what no process tells. */
export function judgeConfinement(
  processes: readonly Judged[],
  spec: Fact<SpecSecurity>,
): ConfinementLayer[] {
  const living = processes.filter(({ threads }) => threads.length > 0);
  const byMainThread = (judge: (main: JudgedThread) => boolean | undefined) =>
    votesOf(living, ({ threads: [main] }) => main && judge(main));
  const byRights = (judge: (rights: ThreadRights) => boolean) =>
    byMainThread(({ rights }) => (isAbsent(rights) ? undefined : judge(rights)));
  return [
    {
      layer: 'seccomp',
      ...tell(
        byMainThread(({ seccomp }) =>
          isAbsent(seccomp) ? undefined : ['filter', 'strict'].includes(seccomp.mode),
        ),
        'system calls are filtered',
        `system calls are not filtered${unconfinedAnnotation(spec)}`,
      ),
    },
    {
      layer: 'security-module',
      ...tell(
        byRights(({ label }) => isConfinedLabel(label)),
        'SELinux or AppArmor confines them',
        'no SELinux type and no AppArmor profile confines them',
      ),
    },
    {
      layer: 'capabilities',
      ...tell(
        byRights(({ capabilities }) => powerfulCapabilities(capabilities.bounding).length === 0),
        'the bounding set has none that leads to the host',
        `the bounding set has ${powersOf(living).join(', ')}`,
      ),
    },
    {
      layer: 'user-namespace',
      ...tell(
        votesOf(living, ({ userNamespace }) =>
          isAbsent(userNamespace) ? undefined : userNamespace.kind === 'own',
        ),
        'ids are mapped to others on the host',
        "the user namespace is the host's: root inside is root outside",
      ),
    },
    {
      layer: 'no-new-privileges',
      ...tell(
        byRights(({ noNewPrivileges }) => noNewPrivileges),
        'execve gains no rights',
        'set-user-ID programs and file capabilities work',
      ),
    },
    bySpec('masked-paths', spec, ({ maskedPaths }) => maskedPaths.length > 0, 'masks paths'),
    bySpec('read-only-paths', spec, (each) => each.readonlyPaths.length > 0, 'has read-only paths'),
    bySpec('read-only-root', spec, (each) => each.rootReadonly, 'makes the root read-only'),
  ];
}

/** The powerful capabilities that any of the processes can have. */
function powersOf(processes: readonly Judged[]): string[] {
  const sets = processes.map(({ threads: [main] }) =>
    main === undefined || isAbsent(main.rights) ? [] : main.rights.capabilities.bounding,
  );
  return powerfulCapabilities([...new Set(sets.flat())]);
}

interface Votes {
  readonly yes: readonly number[];
  readonly no: readonly number[];
}

/** Processes of which it is not known do not vote. */
function votesOf(
  processes: readonly Judged[],
  judge: (process: Judged) => boolean | undefined,
): Votes {
  const votes = processes.map((process) => ({ pid: process.pid, vote: judge(process) }));
  const pidsWith = (wanted: boolean) =>
    votes.filter(({ vote }) => vote === wanted).map(({ pid }) => pid);
  return { yes: pidsWith(true), no: pidsWith(false) };
}

function tell(
  { yes, no }: Votes,
  whenYes: string,
  whenNo: string,
): Omit<ConfinementLayer, 'layer'> {
  if (yes.length === 0 && no.length === 0) {
    return { confines: 'unknown', because: 'no process tells it', unconfined: [] };
  }
  if (no.length === 0) return { confines: 'yes', because: whenYes, unconfined: [] };
  const confines = yes.length === 0 ? 'no' : 'partly';
  return { confines, because: whenNo, unconfined: no };
}

function bySpec(
  layer: ConfinementLayer['layer'],
  spec: Fact<SpecSecurity>,
  judge: (spec: SpecSecurity) => boolean,
  what: string,
): ConfinementLayer {
  if (isAbsent(spec)) return { layer, confines: 'unknown', because: spec.absent, unconfined: [] };
  return judge(spec)
    ? { layer, confines: 'yes', because: `spec.dump ${what}`, unconfined: [] }
    : { layer, confines: 'no', because: `nothing in spec.dump ${what}`, unconfined: [] };
}

function unconfinedAnnotation(spec: Fact<SpecSecurity>): string {
  return !isAbsent(spec) && spec.seccompProfilePath?.toLowerCase() === 'unconfined'
    ? ' (CRI-O: Unconfined)'
    : '';
}
