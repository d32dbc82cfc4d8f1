import { namespacesOf, type Namespace, reads } from '../analysis/namespaces.js';
import { NAMESPACE_KINDS } from '../model/namespaces/namespace-ids.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { namespace, ORIGIN, pids } from './dictionary.js';

type NamespaceRow = Namespace & { readonly namespace: number };

export const namespaces: CheckpointTable<NamespaceRow> = {
  name: 'namespaces',
  reads,
  describe: 'A namespace, and which processes are in it.',
  columns: [
    ...ORIGIN,
    {
      name: 'kind',
      type: 'string',
      describe: 'As /proc/PID/ns names it',
      get: (row) => row.kind,
      values: NAMESPACE_KINDS,
    },
    { ...namespace, title: 'ID' },
    {
      name: 'host',
      type: 'boolean',
      describe: 'It is the one that CRIU ran in, so that of the host',
      get: (row) => row.host ?? { absent: 'inventory.img does not tell' },
    },
    pids,
    {
      name: 'hostname',
      type: 'string',
      describe: 'Host name of a UTS namespace',
      get: (row) => row.uts?.nodename,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'domainname',
      type: 'string',
      describe: 'NIS domain name of a UTS namespace',
      get: (row) => row.uts?.domainname,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'external_key',
      type: 'string',
      describe: 'Name under which the engine passes it in at restore: nothing else of it is dumped',
      get: (row) => row.net?.external_key ?? row.pid_external_key,
      shown: 'wide',
      optional: true,
    },
  ],
  rows(checkpoint) {
    return namespacesOf(checkpoint).namespaces.map((each) => ({ ...each, namespace: each.id }));
  },
};
