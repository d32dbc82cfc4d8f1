import type { Checkpoint } from '../model/checkpoint.js';
import type { Reads } from '../model/reads.js';
import type { CheckpointTable } from './checkpoint-table.js';
import type { Table } from './table.js';

interface AnyTable extends Table<never> {
  readonly reads: Reads;
  rows(checkpoint: Checkpoint): Iterable<unknown> | Promise<Iterable<unknown>>;
}

/** The tables whose rows are of a checkpoint, in the order of the documentation. Each is loaded when it is asked for. */
export const CHECKPOINT_TABLES = {
  overview: async () => (await import('./overview.js')).overview,
  processes: async () => (await import('./processes.js')).processes,
  threads: async () => (await import('./threads.js')).threads,
  environment: async () => (await import('./environment.js')).environment,
  capabilities: async () => (await import('./capabilities.js')).capabilities,
  descriptors: async () => (await import('./descriptors.js')).descriptors,
  sockets: async () => (await import('./sockets.js')).sockets,
  regions: async () => (await import('./regions.js')).regions,
  mounts: async () => (await import('./mounts.js')).mounts,
  namespaces: async () => (await import('./namespaces.js')).namespaces,
  devices: async () => (await import('./devices.js')).devices,
  addresses: async () => (await import('./addresses.js')).addresses,
  routes: async () => (await import('./routes.js')).routes,
  'changed-programs': async () => (await import('./changed-programs.js')).changedPrograms,
  statistics: async () => (await import('./statistics.js')).statistics,
  events: async () => (await import('./events.js')).events,
} as const satisfies Record<string, () => Promise<AnyTable>>;

export type CheckpointTableName = keyof typeof CHECKPOINT_TABLES;

/** A table with whatever rows: its columns take none but those that it gives itself. */
export async function loadCheckpointTable(
  name: CheckpointTableName,
): Promise<CheckpointTable<never>> {
  const table: AnyTable = await CHECKPOINT_TABLES[name]();
  return table as CheckpointTable<never>;
}

/** The tables of other things: what is in an archive, or in a directory. */
const OTHER_TABLES = {
  checkpoints: async () => (await import('./checkpoints.js')).checkpoints,
  'pod-totals': async () => (await import('./checkpoints.js')).podTotals,
  members: async () => (await import('./members.js')).members,
  findings: async () => (await import('./findings.js')).findings,
  indicators: async () => (await import('./indicators.js')).indicators,
  history: async () => (await import('./history.js')).history,
  rules: async () => (await import('./rules.js')).rules,
  'rule-matches': async () => (await import('./rule-matches.js')).ruleMatches,
  secrets: async () => (await import('./secrets.js')).secrets,
  'changed-files': async () => (await import('./members.js')).changedFiles,
  drift: async () => (await import('./drift.js')).drift,
  hashes: async () => (await import('./hashes.js')).hashes,
  'recovered-files': async () => (await import('./recovered-files.js')).recoveredFiles,
  verifications: async () => (await import('./verifications.js')).verifications,
  changes: async () => (await import('./changes.js')).changes,
} as const satisfies Record<string, () => Promise<Table<never>>>;

export const TABLE_NAMES: readonly string[] = [
  ...Object.keys(CHECKPOINT_TABLES),
  ...Object.keys(OTHER_TABLES),
];

/** All tables, or the named ones. */
export async function loadTables(names: readonly string[] = TABLE_NAMES): Promise<Table<never>[]> {
  const loaders: Readonly<Record<string, () => Promise<Table<never>>>> = {
    ...CHECKPOINT_TABLES,
    ...OTHER_TABLES,
  };
  return await Promise.all(names.flatMap((name) => loaders[name]?.() ?? []));
}
