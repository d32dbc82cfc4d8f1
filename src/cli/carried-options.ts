import type { Finding } from '../analysis/triage/finding.js';
import type { Checkpoint } from '../model/checkpoint.js';
import { findContainers } from '../model/containers.js';
import type { openSources } from './memory-options.js';

type Values = Parameters<typeof openSources>[3];

/** Commands that read memory, which may lie elsewhere, too. */
const OF_MEMORY: ReadonlySet<string> = new Set(['grep', 'maps', 'read', 'recover']);

/** The command that shows more, with the options by which the same checkpoint is opened. */
export function withCarriedOptions<F extends Finding>(
  finding: F,
  options: Values,
  checkpoint: Checkpoint,
): F {
  const { next } = finding;
  if (next === undefined) return finding;
  const [command = ''] = next;
  return { ...finding, next: [...next, ...carried(command, options, checkpoint)] };
}

function carried(command: string, options: Values, checkpoint: Checkpoint): string[] {
  const { parent = [], base, sysroot = base?.word, image, maxUnpacked, maxInMemory } = options;
  const isPod = findContainers(checkpoint.archive).length > 1;
  const container = options.container ?? (isPod ? checkpoint.podContainer : undefined);
  return [
    ...(OF_MEMORY.has(command) ? parent.flatMap((each) => ['--parent', each]) : []),
    ...(OF_MEMORY.has(command) && sysroot !== undefined ? ['--sysroot', sysroot] : []),
    ...(container === undefined ? [] : ['--container', container]),
    ...(image === undefined ? [] : ['--image', image]),
    ...(maxUnpacked === undefined ? [] : ['--max-unpacked', String(maxUnpacked)]),
    ...(maxInMemory === undefined ? [] : ['--max-in-memory', String(maxInMemory)]),
  ];
}
