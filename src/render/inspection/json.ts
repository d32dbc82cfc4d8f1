import type { Inspection } from '../../analysis/inspection/inspect.js';
import type { ProcessTree } from '../../analysis/inspection/process-details.js';
import type { TreeProcess } from '../../analysis/inspection/process-tree.js';
import { isAbsent } from '../../model/absent.js';
import { joinFields, jsonData, jsonFields, type JsonFields } from '../dialect.js';
import { LazyObject } from '../lazy-list.js';
import { overviewJson } from '../overview-json.js';
import { withFewHolders } from './few.js';
import { filesJson } from './json-files.js';
import { namespacesJson, userNamespacesJson } from './json-namespaces.js';
import { processTreeJson } from './json-process.js';
import { socketsJson } from './json-sockets.js';
import type { ProcessView } from './process.js';

/** Raised when a key of `inspect` changes its meaning or goes; new keys do not raise it. */
const SCHEMA_VERSION = 1;

/**
 * The inspection as plain data: the keys that checkpointctl's JSON has, to the letter, and new ones beside
 * them. Lists of processes are made while they are written.
 */
export function inspectionJson(inspection: Inspection, view: ProcessView): LazyObject {
  return new LazyObject(
    (function* () {
      yield* Object.entries(fieldsOf(inspection, view));
      const warnings = inspection.warnings().map(({ message }) => message);
      if (warnings.length > 0) yield ['warnings', warnings] as const;
    })(),
  );
}

function fieldsOf(inspection: Inspection, view: ProcessView): JsonFields {
  const { overview, metadata, processes, mounts, security, namespaces, cgroups } = inspection;
  return joinFields(
    { schema_version: SCHEMA_VERSION },
    overviewJson(overview),
    metadata === undefined ? {} : { metadata: metadataJson(metadata) },
    processes === undefined ? {} : processesJson(inspection, view),
    mounts === undefined
      ? {}
      : {
          mounts: mounts.spec.map(({ type = '', source = '', ...mount }) => ({
            destination: mount.destination,
            type,
            source,
            options: mount.options,
          })),
          process_mounts: jsonData(mounts.namespaces),
        },
    security === undefined ? {} : { security: jsonFields(security, ['warnings', 'processes']) },
    userNamespacesJson(inspection),
    namespaces === undefined
      ? {}
      : {
          namespaces: namespacesJson(namespaces.namespaces),
          ...(namespaces.binfmtMisc.length > 0 && { binfmt_misc: jsonData(namespaces.binfmtMisc) }),
        },
    cgroups === undefined ? {} : { cgroups: jsonFields(cgroups, ['warnings']) },
  );
}

function processesJson(inspection: Inspection, view: ProcessView): object {
  const { processes: tree, filesInFlight: inFlight = [] } = inspection;
  if (tree === undefined) return {};
  if (isAbsent(tree)) return jsonFields({ processTree: tree });
  const { files: filesOf, sockets: socketsOf } = tree;
  return {
    ...processTreeJson(tree, view),
    ...(filesOf !== undefined && {
      file_descriptors: ofLiving(tree, (process) => filesJson(filesOf(process))),
    }),
    ...(inFlight.length > 0 && {
      files_in_flight: inFlight.map((each) => jsonData(withFewHolders(each))),
    }),
    ...(socketsOf !== undefined && {
      sockets: ofLiving(tree, (process) => socketsJson(process.pid, socketsOf(process))),
    }),
  };
}

/** What is made of each process that has not ended, of those of which something is. */
function ofLiving(
  { inOrder, hasEnded }: ProcessTree,
  make: (process: TreeProcess) => object | undefined,
): Iterable<object> {
  return {
    *[Symbol.iterator]() {
      for (const process of inOrder) {
        const made = hasEnded(process) ? undefined : make(process);
        if (made !== undefined) yield made;
      }
    },
  };
}

function metadataJson({ annotations, kubernetes, warnings, networks, ...rest }: Metadata): object {
  const { pod_name: pod, pod_namespace: namespace } = kubernetes;
  return {
    pod_name: pod,
    kubernetes_namespace: namespace,
    annotations: Object.fromEntries(annotations.map(({ name, value }) => [name, value])),
    kubernetes,
    ...jsonFields(rest, ['cri_status']),
    // Its keys are the engine's own.
    cri_status: rest.cri_status,
  };
}

type Metadata = NonNullable<Inspection['metadata']>;
