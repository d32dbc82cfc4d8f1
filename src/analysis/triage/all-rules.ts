import type { Rule } from './rule.js';
import { anonymousExecutable } from './rules/anonymous-executable.js';
import { writableExecutable } from './rules/writable-executable.js';
import { executableStack } from './rules/executable-stack.js';
import { executableHeap } from './rules/executable-heap.js';
import { modifiedCode } from './rules/modified-code.js';
import { hiddenElf } from './rules/hidden-elf.js';
import { wipedHeader } from './rules/wiped-header.js';
import { memfdExecutable } from './rules/memfd-executable.js';
import { deletedExecutable } from './rules/deleted-executable.js';
import { mappedFromWritablePlace } from './rules/mapped-from-writable-place.js';
import { driftedExecutable } from './rules/drifted-executable.js';
import { gotHook } from './rules/got-hook.js';
import { codeOutsideFiles } from './rules/code-outside-files.js';
import { stackPivot } from './rules/stack-pivot.js';
import { memoryOfAnother } from './rules/memory-of-another.js';
import { inaccessiblePages } from './rules/inaccessible-pages.js';
import { kernelThreadMask } from './rules/kernel-thread-mask.js';
import { falseName } from './rules/false-name.js';
import { shellOnSocket } from './rules/shell-on-socket.js';
import { serverRunsShell } from './rules/server-runs-shell.js';
import { commandLine } from './rules/command-line.js';
import { libraryInjection } from './rules/library-injection.js';
import { historyOff } from './rules/history-off.js';
import { wipedArguments } from './rules/wiped-arguments.js';
import { setId } from './rules/set-id.js';
import { powerfulCapabilitySets } from './rules/powerful-capabilities.js';
import { outsideTheContainer } from './rules/outside-the-container.js';
import { hostNamespace } from './rules/host-namespace.js';
import { engineSocket } from './rules/engine-socket.js';
import { sniffer } from './rules/sniffer.js';
import { metadataService } from './rules/metadata-service.js';
import { listenerOfDrifted } from './rules/listener-of-drifted.js';
import { queuedData } from './rules/queued-data.js';
import { accountChange } from './rules/account-change.js';
import { persistence } from './rules/persistence.js';
import { droppedExecutable } from './rules/dropped-executable.js';
import { hiddenName } from './rules/hidden-name.js';
import { removedTraces } from './rules/removed-traces.js';
import { oddTime } from './rules/odd-time.js';

/** What triage looks for: memory, processes, network, files. */
export const RULES: readonly Rule[] = [
  anonymousExecutable,
  writableExecutable,
  executableStack,
  executableHeap,
  modifiedCode,
  hiddenElf,
  wipedHeader,
  memfdExecutable,
  deletedExecutable,
  mappedFromWritablePlace,
  driftedExecutable,
  gotHook,
  codeOutsideFiles,
  stackPivot,
  inaccessiblePages,
  memoryOfAnother,
  kernelThreadMask,
  falseName,
  shellOnSocket,
  serverRunsShell,
  commandLine,
  libraryInjection,
  historyOff,
  wipedArguments,
  setId,
  powerfulCapabilitySets,
  outsideTheContainer,
  hostNamespace,
  engineSocket,
  sniffer,
  metadataService,
  listenerOfDrifted,
  queuedData,
  accountChange,
  persistence,
  droppedExecutable,
  hiddenName,
  removedTraces,
  oddTime,
];
