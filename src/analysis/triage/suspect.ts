import { isAbsent, type Fact } from '../../model/absent.js';
import { readDescriptors, type ProcessFiles } from '../../model/descriptors/descriptors.js';
import { fileContextOf } from '../../model/descriptors/file-context.js';
import { areasOf, type Area } from '../../model/memory/areas.js';
import type { MemoryView, ProcessMemory } from '../../model/memory/memory-view.js';
import type { Process } from '../../model/processes.js';
import type { RegisterArchitecture } from '../../model/registers/register.js';
import { registersOf } from '../../model/registers/thread-registers.js';
import type { ProcessFacts } from '../process-facts.js';
import { ProcessReader } from '../process-reader.js';
import type { Subject } from './finding.js';
import { interpreterNames, SHELLS } from './program-names.js';
import { justInTime } from './just-in-time.js';

/** A living process, with what rules ask of it again and again. */
export class Suspect {
  private facts_: ProcessFacts | undefined;
  private files_: ProcessFiles | undefined;
  private areas_: Fact<readonly Area[]> | undefined;

  constructor(
    private readonly view: MemoryView,
    readonly memory: ProcessMemory,
    readonly task: Process,
  ) {}

  get pid(): number {
    return this.task.pid;
  }

  get comm(): Fact<string> {
    return this.task.comm;
  }

  get subject(): Extract<Subject, { kind: 'process' }> {
    return { kind: 'process', pid: this.pid, comm: this.comm };
  }

  get facts(): ProcessFacts {
    this.facts_ ??= this.view.checkpoint.once(processReader).factsOf(this.task);
    return this.facts_;
  }

  get files(): ProcessFiles {
    this.files_ ??= readDescriptors(fileContextOf(this.view.checkpoint), this.task);
    return this.files_;
  }

  /** The regions by address, each with its pages; absent where they cannot be read. */
  get areas(): Fact<readonly Area[]> {
    const { mm, space } = this.memory;
    this.areas_ ??= isAbsent(mm) ? mm : isAbsent(space) ? space : [...areasOf(this.memory, {})];
    return this.areas_;
  }

  /** The region of an address. */
  areaAt(address: bigint): Area | undefined {
    const { areas } = this;
    if (isAbsent(areas)) return undefined;
    return areas.find(({ start, end }) => start <= address && address < end);
  }

  /** The processor that its code is for; undefined where no registers tell it. */
  get machine(): RegisterArchitecture | undefined {
    const { core } = this.task;
    const registers = isAbsent(core) ? core : registersOf(core);
    return isAbsent(registers) ? undefined : registers.architecture;
  }

  /** Path of the program, as the process sees it. */
  get exePath(): string | undefined {
    const { exe } = this.facts;
    return isAbsent(exe) ? undefined : exe.path;
  }

  get exeName(): string {
    return baseName(this.exePath ?? '');
  }

  /** The command line word by word; none where it is not known. */
  get argv(): readonly string[] {
    const { commandLine } = this.facts;
    return isAbsent(commandLine) ? [] : commandLine.entries;
  }

  get environment(): ReadonlyMap<string, string> {
    const { environment } = this.facts;
    const entries = isAbsent(environment) ? [] : environment.entries;
    return new Map(
      entries.flatMap((entry) => {
        const at = entry.indexOf('=');
        return at < 0 ? [] : [[entry.slice(0, at), entry.slice(at + 1)] as const];
      }),
    );
  }

  /** The runtime that compiles code in its memory as it runs; undefined for none that is known. */
  get justInTime(): string | undefined {
    return justInTime(this.areas);
  }

  /** By the program that runs; that of a busybox by the name that it was called by. */
  get isShell(): boolean {
    return isShellName(this.exeName) || (isMultiCall(this.exeName) && isShellName(this.calledAs));
  }

  get isInterpreter(): boolean {
    return this.isShell || interpreterNames.test(this.exeName);
  }

  /** The base name of argv[0], without the dash of a login shell. */
  get calledAs(): string {
    return baseName(this.argv[0] ?? '').replace(/^-/, '');
  }
}

function processReader(checkpoint: ConstructorParameters<typeof ProcessReader>[0]): ProcessReader {
  return new ProcessReader(checkpoint);
}

function isShellName(name: string): boolean {
  return SHELLS.has(name);
}

/** One program with many names. */
export function isMultiCall(name: string): boolean {
  return /^(?:busybox|toybox|coreutils)$/.test(name);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
