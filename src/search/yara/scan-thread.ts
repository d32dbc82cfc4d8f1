import { SHARE_ENV, Worker } from 'node:worker_threads';
import { freeAddresses } from '../../bytes/address-space.js';
import { CheckpointError, type ErrorCode, type Place } from '../../bytes/checkpoint-error.js';
import { WASM_ADDRESSES } from '../../bytes/web-assembly.js';
import type { Job } from '../scan/job.js';
import type { BlockResult } from './block-hit.js';
import { BlockScanner } from './block-scanner.js';
import { loadEngine } from './engine.js';
import type { CompileReport, RuleSet } from './rule-set.js';

/** The bundle of yara-worker.ts as text, which the bundler puts here. */
declare const YARA_WORKER: string;

/** What a thread says. */
export type FromThread =
  | { readonly kind: 'ready'; readonly report: CompileReport }
  | { readonly kind: 'result'; readonly id: number; readonly result: BlockResult }
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly error: {
        readonly code: ErrorCode;
        readonly sentence: string;
        readonly place: Place;
        readonly hint: string | undefined;
      };
    };

/** One that scans jobs, one after the other. */
export interface ScanThread {
  /** What came of compiling the rules; jobs may be given before. */
  readonly report: Promise<CompileReport>;
  /** Jobs that are not answered yet. */
  readonly busy: number;
  scan(job: Job): Promise<BlockResult>;
  /** Ends whatever it is doing; what is not answered never will be. */
  close(): void;
}

/** What the engine needs lies in its own memory. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 };

/** Addresses that a thread takes: its WebAssembly memory, and what Node.js needs for it. */
const ADDRESSES = WASM_ADDRESSES + 2 * 1024 ** 3;

/**
 * Another thread; this one where nothing is bundled, or addresses are limited (ulimit -v): V8 would end the program.
 * @param engine the file of the engine
 * @param code the bundle of yara-worker.ts
 */
export function startThread(
  engine: string,
  rules: RuleSet,
  code = typeof YARA_WORKER === 'string' ? YARA_WORKER : '',
): ScanThread {
  if (code === '' || freeAddresses() < ADDRESSES) return new OwnThread(engine, rules);
  return new OtherThread(code, { engine, rules });
}

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

class OtherThread implements ScanThread {
  readonly report: Promise<CompileReport>;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting<BlockResult>>();
  private nextId = 0;

  constructor(code: string, workerData: object) {
    this.worker = new Worker(code, {
      ...{ eval: true, workerData, resourceLimits: LIMITS, trackUnmanagedFds: false },
      env: SHARE_ENV,
    });
    this.report = new Promise((resolve, reject) => {
      this.worker.on('message', (message: FromThread) => {
        if (message.kind === 'ready') resolve(message.report);
        else this.settle(message);
      });
      this.worker.on('error', (error) => {
        reject(error);
        for (const each of this.waiting.values()) each.reject(error);
      });
    });
  }

  get busy(): number {
    return this.waiting.size;
  }

  scan(job: Job): Promise<BlockResult> {
    const id = this.nextId++;
    this.worker.postMessage({ id, job });
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
  }

  close(): void {
    this.worker.unref();
    void this.worker.terminate();
  }

  private settle(message: Exclude<FromThread, { kind: 'ready' }>): void {
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.kind === 'result') {
      waiting?.resolve(message.result);
      return;
    }
    const { code, sentence, place, hint } = message.error;
    waiting?.reject(new CheckpointError(code, sentence, place, hint));
  }
}

class OwnThread implements ScanThread {
  readonly report: Promise<CompileReport>;
  readonly busy = 0;
  private readonly scanner: Promise<BlockScanner>;

  constructor(file: string, rules: RuleSet) {
    this.scanner = loadEngine(file).then((engine) => new BlockScanner(engine, rules));
    this.report = this.scanner.then(({ report }) => report);
  }

  async scan(job: Job): Promise<BlockResult> {
    return (await this.scanner).scan(job);
  }

  close(): void {
    void this.scanner.then((scanner) => {
      scanner.close();
    });
  }
}
