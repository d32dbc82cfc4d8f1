import type { RecoverFiles, RecoverKind } from './recovered.js';
import { carvedFiles } from './kinds/carved-files.js';
import { programFiles } from './kinds/executables.js';
import { ghostFiles } from './kinds/ghosts.js';
import { memfdFiles } from './kinds/memfds.js';
import { captures } from './kinds/pcap.js';
import { queueFiles } from './kinds/queues.js';
import { sharedMemory } from './kinds/shm.js';
import { tmpfsFiles } from './kinds/tmpfs.js';

export const KINDS: Readonly<Record<RecoverKind, RecoverFiles>> = {
  ghosts: ghostFiles,
  memfds: memfdFiles,
  shm: sharedMemory,
  tmpfs: tmpfsFiles,
  queues: queueFiles,
  pcap: captures,
  executables: programFiles,
  files: carvedFiles,
};
