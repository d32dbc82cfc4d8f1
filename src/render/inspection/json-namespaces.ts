import type { Inspection } from '../../analysis/inspection/inspect.js';
import { isAbsent } from '../../model/absent.js';
import { jsonData, jsonFields } from '../dialect.js';

type Namespaces = NonNullable<Inspection['namespaces']>['namespaces'];

/** The namespaces, PIDs ascending; the maps of user namespaces stand in `user_namespaces`. */
export function namespacesJson(namespaces: Namespaces): object[] {
  return namespaces.map(({ pids, user, lack, ...namespace }) =>
    jsonFields({
      ...namespace,
      pids: [...pids].sort((a, b) => a - b),
      ...(lack !== undefined && { [namespace.kind]: lack }),
    }),
  );
}

/** The maps of each user namespace that was dumped, by the number that processes and namespaces name. */
export function userNamespacesJson({ security, namespaces }: Inspection): object {
  if (security === undefined && namespaces === undefined) return {};
  const maps = new Map<number, object>();
  for (const { kind, id, user } of namespaces?.namespaces ?? []) {
    if (kind === 'user' && user !== undefined) maps.set(id, user);
  }
  for (const { userNamespace } of security?.processes ?? []) {
    if (isAbsent(userNamespace) || userNamespace.kind === 'host') continue;
    const { kind, id, ...user } = userNamespace;
    if (!maps.has(id)) maps.set(id, user);
  }
  const sorted = [...maps].sort(([a], [b]) => a - b);
  return { user_namespaces: sorted.map(([id, user]) => ({ id, ...(jsonData(user) as object) })) };
}
