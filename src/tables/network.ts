import { namespacesOf } from '../analysis/namespaces.js';
import type { Network } from '../analysis/network.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { namespace } from './dictionary.js';
import type { Column } from './table.js';

/** What belongs to a network namespace. */
export interface OfNetwork {
  readonly namespace: number;
}

/** Tells apart what belongs to several network namespaces. */
export const networkNamespace: Column<OfNetwork> = { ...namespace, shown: 'several' };

/** Rows of every network namespace that was dumped. */
export function networkRows<Row>(
  checkpoint: Checkpoint,
  rowsOf: (network: Network, id: number) => readonly Row[],
): readonly Row[] {
  return namespacesOf(checkpoint).namespaces.flatMap(({ id, net }) =>
    net === undefined ? [] : rowsOf(net, id),
  );
}

/** Network namespaces that there are no rows of, and why. */
export function unknownNetworks(checkpoint: Checkpoint): readonly string[] {
  return namespacesOf(checkpoint).namespaces.flatMap(({ kind, id, host, net, lack }) => {
    if (kind !== 'net' || net !== undefined) return [];
    const why = lack?.absent ?? (host === true ? "it is the host's" : 'it was not dumped');
    return [`nothing is known of network namespace ${id}: ${why}`];
  });
}
