import { securityOf, type ThreadSecurity, reads } from '../analysis/security.js';
import { isAbsent, mapFact, type Fact } from '../model/absent.js';
import type { Capabilities } from '../model/security/capabilities.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { comm, ORIGIN, pid, tid } from './dictionary.js';
import type { Column } from './table.js';

/** What a thread may do. */
export interface CapabilitiesRow extends ThreadSecurity {
  readonly pid: number;
  readonly comm: Fact<string>;
}

export const capabilities: CheckpointTable<CapabilitiesRow> = {
  name: 'capabilities',
  reads,
  describe: 'What a thread may do: its sets of capabilities, and what holds it back.',
  columns: [
    ...ORIGIN,
    pid,
    comm,
    tid,
    setColumn('effective', 'Capabilities that count now'),
    setColumn('permitted', 'Capabilities that it can make effective', 'wide'),
    setColumn('inheritable', 'Capabilities that it can hand on through execve', 'wide'),
    setColumn('bounding', 'The most that execve can give it', 'wide'),
    setColumn('ambient', 'Capabilities that stay through execve of a program without its own'),
    {
      name: 'no_new_privileges',
      type: 'boolean',
      describe: 'It can gain no rights through execve',
      get: (row) => mapFact(row.rights, ({ noNewPrivileges }) => noNewPrivileges),
    },
    {
      name: 'secure_bits',
      type: 'strings',
      describe: 'How root is treated otherwise (capabilities(7))',
      get: (row) => mapFact(row.rights, ({ secureBits }) => secureBits),
      shown: 'wide',
    },
    {
      name: 'seccomp',
      type: 'string',
      describe: 'Whether its system calls are filtered',
      get: (row) => mapFact(row.seccomp, ({ mode }) => mode),
    },
    {
      name: 'security_module',
      type: 'string',
      describe: 'Linux security module that has a label for it',
      get: (row) => mapFact(row.rights, ({ label }) => label.module),
      values: ['none', 'SELinux', 'AppArmor', 'unknown'],
      shown: 'wide',
    },
    {
      name: 'label',
      type: 'string',
      describe: 'SELinux context or AppArmor profile',
      get: ({ rights }) => (isAbsent(rights) ? rights : rights.label.label),
      shown: 'wide',
      optional: true,
    },
  ],
  rows(checkpoint) {
    const { processes } = securityOf(checkpoint);
    return processes.flatMap(({ pid: id, comm: name, threads }) =>
      threads.map((thread) => ({ ...thread, pid: id, comm: name })),
    );
  },
};

function setColumn(
  name: keyof Capabilities,
  describe: string,
  shown?: 'wide',
): Column<CapabilitiesRow> {
  return {
    name,
    type: 'strings',
    describe,
    get: (row) => mapFact(row.rights, (rights) => rights.capabilities[name]),
    ...(shown !== undefined && { shown }),
  };
}
