import type { ProcessTree } from '../../analysis/inspection/process-details.js';
import type { ProcessFacts } from '../../analysis/process-facts.js';
import type { TreeProcess } from '../../analysis/inspection/process-tree.js';
import { isAbsent, type Fact } from '../../model/absent.js';
import { lazyList } from '../lazy-list.js';
import { node, type TreeNode } from '../tree.js';
import { detailsNode, NOT_SAVED } from './details.js';
import { EnvironmentNodes } from './environment.js';
import { factNodes, type FactLine } from './fact-lines.js';
import { filesNode, socketsNode } from './files.js';
import { Inherited } from './inherited.js';
import { mapsNode, mapsSummary } from './memory-map.js';
import { deeperProcesses, MAX_LEVELS } from './nesting.js';
import { processSecurityNode, type FilterNames } from './security.js';
import { threadsNode } from './threads.js';

/** What is shown of each process. */
export interface ProcessView {
  readonly commandLine: boolean;
  readonly environment: boolean;
  readonly threads: boolean;
  /** Users, limits, signals and the other facts. */
  readonly details: boolean;
  /** Regions and variables are summed up, where there are many processes to look at. */
  readonly brief: boolean;
}

/** The branches of all processes, each made when it is drawn. */
export class ProcessNodes {
  private readonly inherited = new Inherited();
  private readonly environments: EnvironmentNodes;

  constructor(
    private readonly tree: ProcessTree,
    private readonly view: ProcessView,
    private readonly filters: FilterNames,
  ) {
    this.environments = new EnvironmentNodes(view.brief);
  }

  /** The trees, below them what lies too deep to be drawn in its place. */
  nodes(): TreeNode[] {
    const deeper = deeperProcesses(this.tree.roots);
    const flat = lazyList(deeper, (process) => this.node(process, undefined));
    return [
      node('Process tree', this.roots()),
      ...(deeper.length > 0
        ? [node(`Processes deeper than ${MAX_LEVELS} levels: ${deeper.length}`, flat)]
        : []),
    ];
  }

  private *roots(): Iterable<TreeNode> {
    yield* lazyList(this.tree.roots, (root) => this.node(root, 1));
    if (this.view.details) yield node(NOT_SAVED);
  }

  /**
   * `[PID]  name`, the state in the tag unless it is alive; children come last, by PID.
   * @param level of the tree; undefined in the list of what lies deeper
   */
  private node(process: TreeProcess, level: number | undefined): TreeNode {
    const facts = this.tree.facts(process);
    const parent = level === undefined ? ` (parent ${process.ppid})` : '';
    const name = nameOf(facts, this.view) + parent;
    return node(name, this.branches(process, facts, level), tagOf(facts));
  }

  private branches(
    process: TreeProcess,
    facts: ProcessFacts,
    level: number | undefined,
  ): Iterable<TreeNode> {
    const own = () => this.ownBranches(process, facts);
    const below = lazyList(process.children, (child) => this.node(child, (level ?? 0) + 1));
    const isLast = level === undefined || level === MAX_LEVELS;
    return {
      *[Symbol.iterator]() {
        yield* own();
        if (!isLast) yield* below;
        else if (process.children.length > 0) yield childrenNode(process);
      },
    };
  }

  private ownBranches(process: TreeProcess, facts: ProcessFacts): TreeNode[] {
    const { view, inherited, tree } = this;
    const [files, sockets] = [tree.files?.(process), tree.sockets?.(process)];
    const [security, regions] = [tree.security?.(process), tree.regions?.(process)];
    const branches = [
      view.details ? detailsNode(facts, inherited) : [],
      view.environment ? this.environments.node(facts) : [],
      files === undefined ? [] : filesNode(files),
      sockets === undefined ? [] : socketsNode(sockets),
      view.threads && !(view.details && facts.threads.length === 1) ? threadsNode(facts) : [],
      security === undefined ? [] : processSecurityNode(process, security, inherited, this.filters),
      regions === undefined ? [] : (view.brief ? mapsSummary : mapsNode)(regions),
    ].flat();
    const told = branches.filter((branch): branch is TreeNode => 'children' in branch);
    const missing = branches.filter((branch): branch is FactLine => !('children' in branch));
    return [...told, ...factNodes(missing)];
  }
}

function childrenNode({ children }: TreeProcess): TreeNode {
  return node(`Children, which are listed below: ${children.map(({ pid }) => pid).join(', ')}`);
}

const STATES = {
  alive: '',
  dead: 'Dead',
  stopped: 'Stopped',
  zombie: 'Zombie',
  unknown: 'Unknown',
};

function tagOf({ pid, state }: ProcessFacts): string {
  const name = isAbsent(state) ? 'Unknown' : STATES[state.state];
  return name === '' ? String(pid) : `${pid} (${name})`;
}

function nameOf(facts: ProcessFacts, view: ProcessView): string {
  const { comm, state } = facts;
  const name = isAbsent(comm) ? `unavailable: ${comm.absent}` : comm;
  const ended = isAbsent(state) ? '' : endText(state);
  if (!view.commandLine || (!isAbsent(state) && state.ended !== undefined)) return name + ended;
  const { command } = facts;
  if (isAbsent(command)) return `${name} (command line unavailable: ${command.absent})`;
  switch (command.state) {
    case 'intact':
      return command.text + ended;
    case 'padded':
      return `${command.text} (argv overwritten: padded with NULs)${ended}`;
    case 'wiped':
      return `${name} (argv wiped: nothing but NULs)${ended}`;
    case 'none':
      return `${name} (no argv)${ended}`;
  }
}

type Known<T extends Fact<unknown>> = Exclude<T, { absent: string }>;

function endText({ ended }: Known<ProcessFacts['state']>): string {
  if (ended === undefined) return '';
  return ended.kind === 'exited'
    ? ` (exit code ${ended.code})`
    : ` (killed by ${ended.signal}${ended.coreDumped ? ', core dumped' : ''})`;
}
