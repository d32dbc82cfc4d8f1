import type { Check } from './check.js';
import { archiveEnd } from './checks/archive-end.js';
import { auxiliaryVector } from './checks/auxiliary-vector.js';
import { descriptorsResolve } from './checks/descriptors-resolve.js';
import { dumpLog } from './checks/dump-log.js';
import { mountParents } from './checks/mount-parents.js';
import { namesAgree } from './checks/names-agree.js';
import { namespacesResolve } from './checks/namespaces-resolve.js';
import { oneMachine } from './checks/one-machine.js';
import { pagesHere } from './checks/pages-here.js';
import { pagesInRegions } from './checks/pages-in-regions.js';
import { pagesSize } from './checks/pages-size.js';
import { parentsOlder } from './checks/parents-older.js';
import { pathsResolve } from './checks/paths-resolve.js';
import { processImages } from './checks/process-images.js';
import { readable } from './checks/readable.js';
import { regionsApart } from './checks/regions-apart.js';
import { signalActions } from './checks/signal-actions.js';
import { statisticsAgree } from './checks/statistics.js';
import { tcpStreams } from './checks/tcp-streams.js';
import { threadInMemory } from './checks/thread-in-memory.js';

/** In the order in which they are told. */
export const CHECKS: readonly Check[] = [
  archiveEnd,
  dumpLog,
  namesAgree,
  processImages,
  oneMachine,
  descriptorsResolve,
  pathsResolve,
  namespacesResolve,
  signalActions,
  mountParents,
  tcpStreams,
  regionsApart,
  pagesInRegions,
  pagesSize,
  pagesHere,
  parentsOlder,
  statisticsAgree,
  threadInMemory,
  auxiliaryVector,
  readable,
];
