import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Fact } from '../../model/absent.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import { cgroupsOf, type Cgroups } from '../cgroups.js';
import { metadataOf, type Metadata } from '../metadata.js';
import { mountsOf, type Mounts } from '../mounts.js';
import { namespacesOf, type Namespaces } from '../namespaces.js';
import { overviewOf, type Overview } from '../overview.js';
import { missingImages } from './missing-images.js';
import type { InspectionOptions } from './options.js';
import {
  NoSuchProcess,
  tellProcesses,
  type ProcessesTold,
  type ProcessTree,
} from './process-details.js';

export interface Inspection extends Partial<Omit<ProcessesTold, 'processes' | 'missing'>> {
  readonly overview: Overview;
  readonly metadata?: Metadata;
  readonly processes?: Fact<ProcessTree>;
  readonly mounts?: Mounts;
  readonly namespaces?: Namespaces;
  readonly cgroups?: Cgroups;
  /** What cannot be told at all of what was asked for, or of the container: why. The rest is told. */
  readonly errors: readonly CheckpointError[];
  /** Every damaged image once, of those that were read so far: those of processes are when they are told. */
  warnings(): readonly CheckpointError[];
}

/**
 * Everything that was asked for of one container. A damaged image loses only its own facts, and what
 * cannot be told at all does not hide the rest.
 * @throws CheckpointError when nothing of what was asked for can be told, or there is no such process
 */
export function inspect(checkpoint: Checkpoint, options: InspectionOptions): Inspection {
  const overview = overviewOf(checkpoint, options.statistics === true);
  const metadata = options.metadata === true ? metadataOf(checkpoint) : undefined;
  const mounts = options.mounts === true ? mountsOf(checkpoint) : undefined;
  const namespaces = options.namespaces === true ? namespacesOf(checkpoint) : undefined;
  const cgroups = options.namespaces === true ? cgroupsOf(checkpoint) : undefined;
  const tree = options.processes === true ? processesOrError(checkpoint, options) : undefined;
  const error = tree instanceof CheckpointError ? tree : undefined;
  const untold = [overview.statisticsError, error].filter((each) => each !== undefined);
  const asked = [options.statistics === true || undefined, metadata, mounts, namespaces, tree];
  if (untold.length === asked.filter((each) => each !== undefined).length) {
    for (const each of untold) throw each;
  }
  const missing = tree instanceof CheckpointError ? [] : (tree?.missing ?? []);
  return {
    overview,
    ...(metadata !== undefined && { metadata }),
    ...(mounts !== undefined && { mounts }),
    ...(namespaces !== undefined && { namespaces }),
    ...(cgroups !== undefined && { cgroups }),
    ...(tree instanceof CheckpointError ? { processes: { absent: tree.message } } : tree),
    errors: [
      ...Object.values(overview.container.unread),
      ...untold,
      ...missing,
      ...(tree === undefined || error !== undefined ? [] : missingImages(checkpoint, options)),
    ],
    warnings: () => checkpoint.damage.list,
  };
}

function processesOrError(
  checkpoint: Checkpoint,
  options: InspectionOptions,
): ProcessesTold | CheckpointError {
  try {
    return tellProcesses(checkpoint, options);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const failed = 'failed to get process tree';
    if (error instanceof NoSuchProcess) {
      throw new CheckpointError(error.code, `${failed}: ${error.sentence}`, error.place);
    }
    return new CheckpointError(error.code, `${failed}: ${error.message}`);
  }
}
