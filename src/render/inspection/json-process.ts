import type { ProcessTree } from '../../analysis/inspection/process-details.js';
import type { ProcessFacts } from '../../analysis/process-facts.js';
import type { ProcessSecurity } from '../../analysis/security.js';
import type { TreeProcess } from '../../analysis/inspection/process-tree.js';
import { counted } from '../../bytes/counted.js';
import { isAbsent, mapFact } from '../../model/absent.js';
import { addressFields, joinFields, jsonData, jsonFields } from '../dialect.js';
import { lazyList } from '../lazy-list.js';
import { regionJson } from '../region-json.js';
import { deeperProcesses, MAX_LEVELS } from './nesting.js';
import type { ProcessView } from './process.js';

/**
 * The processes as checkpointctl has them, each with its children in it; the first tree under its key. Each
 * is made when it is written.
 */
export function processTreeJson(tree: ProcessTree, view: ProcessView): object {
  const [first, ...others] = tree.roots;
  const deeper = deeperProcesses(tree.roots);
  const nested = (process: TreeProcess) => processJson(tree, process, view, 1);
  return {
    process_tree: first === undefined ? undefined : nested(first),
    other_process_trees: others.length === 0 ? undefined : lazyList(others, nested),
    ...(deeper.length > 0 && {
      deeper_processes: lazyList(deeper, (process) => ownJson(tree, process, view)),
      notes: [
        `process_tree is nested ${MAX_LEVELS} levels deep; below them ${counted(deeper.length, 'process is', 'processes are')} ` +
          'in deeper_processes, parents first, each with its ppid',
      ],
    }),
  };
}

function processJson(
  tree: ProcessTree,
  process: TreeProcess,
  view: ProcessView,
  level: number,
): object {
  const { children } = process;
  return {
    ...ownJson(tree, process, view),
    ...(children.length > 0 &&
      (level === MAX_LEVELS
        ? { child_pids: children.map(({ pid }) => pid) }
        : {
            children: lazyList(children, (child) => processJson(tree, child, view, level + 1)),
          })),
  };
}

const STATES = {
  alive: 'Alive',
  dead: 'Dead',
  stopped: 'Stopped',
  zombie: 'Zombie',
  unknown: 'Unknown',
};

/** All of a process but its children. */
function ownJson(tree: ProcessTree, process: TreeProcess, view: ProcessView): object {
  const facts = tree.facts(process);
  const security = tree.security?.(process);
  const regions = tree.regions?.(process);
  const { comm, commandLine, command, environment, threads, ...others } = facts;
  const { state, addresses, auxiliaryVector, ...rest } = others;
  return joinFields(
    { pid: facts.pid, command: isAbsent(comm) ? '' : comm },
    jsonFields({ comm }),
    view.commandLine ? commandJson(facts) : {},
    { task_state: isAbsent(state) ? undefined : STATES[state.state] },
    view.environment ? environmentJson(environment) : {},
    jsonFields({ ...rest, state }),
    isAbsent(addresses) ? jsonFields({ addresses }) : { addresses: allAddresses(addresses) },
    isAbsent(auxiliaryVector)
      ? jsonFields({ auxiliaryVector })
      : {
          auxiliary_vector: auxiliaryVector.map(({ type, value }) => ({
            type,
            ...addressFields('value', value),
          })),
        },
    {
      threads: (view.threads || view.details ? threads : threads.slice(0, 1)).map((thread) =>
        jsonFields(thread),
      ),
    },
    security === undefined ? {} : { security: securityJson(security) },
    regions === undefined
      ? {}
      : isAbsent(regions)
        ? jsonFields({ regions })
        : { regions: regions.map(regionJson) },
  );
}

/** `cmdline` is a text, which cannot tell where arguments end; `argv` can. */
function commandJson({ commandLine, command }: ProcessFacts): object {
  if (isAbsent(commandLine) || isAbsent(command)) return jsonFields({ argv: commandLine });
  const { entries, incomplete } = commandLine;
  return {
    cmdline: command.text === '' ? undefined : command.text,
    argv: entries,
    argv_state: command.state,
    argv_incomplete: incomplete,
  };
}

/** As checkpointctl has it, and beside it the exact entries in their own order. */
function environmentJson(environment: ProcessFacts['environment']): object {
  if (isAbsent(environment)) return jsonFields({ environment });
  const variables = environment.entries
    .map((entry) => /^([^=]+)=(.*)$/s.exec(entry))
    .filter((match) => match !== null)
    .map(([, name = '', value = '']): [string, string] => [name, value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    environment_variables: Object.fromEntries(variables),
    environment: environment.entries,
    environment_incomplete: environment.incomplete,
  };
}

function allAddresses(addresses: Readonly<Record<string, bigint>>): object {
  const fields = Object.entries(addresses).map(([name, value]) => addressFields(name, value));
  return Object.assign({}, ...fields) as object;
}

/** Who it is and whether it is dumpable are told beside it, the maps of its user namespace once for all. */
function securityJson({ threads, userNamespace, ...rest }: ProcessSecurity): object {
  const { comparedWithDefault, comparedWithSpec } = rest;
  return joinFields(
    { threads: jsonData(threads) },
    jsonFields({
      userNamespace: mapFact(userNamespace, ({ kind, id }) => ({ kind, id })),
      comparedWithDefault,
      comparedWithSpec,
    }),
  );
}
