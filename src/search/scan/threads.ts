import { bundledThreads } from './bundled-threads.js';
import { freeAddresses } from '../../bytes/address-space.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { WASM_ADDRESSES } from '../../bytes/web-assembly.js';
import type { Job, JobResult } from './job.js';
import type { FromThread } from './job-server.js';
import type { SearchThread, StartThread } from './search-thread.js';
import type { Sought } from './sought.js';

/** Addresses that a thread takes: its WebAssembly memory, and what Node.js needs for it. */
const ADDRESSES = WASM_ADDRESSES + 2 * 1024 ** 3;

/** Jobs that a thread has at once, so that it need not wait for the next. */
const JOBS_AT_ONCE = 4;

interface Waiting {
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
}

interface Entry {
  readonly thread: SearchThread;
  ready: boolean;
  /** Jobs that it has not answered. */
  busy: number;
}

/** Other threads that search. They take a while to start; until then there is no room for a job. */
export class Threads {
  private readonly entries: readonly Entry[];
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;

  /**
   * @param count at most; fewer where addresses are limited (ulimit -v): V8 would end the program
   * @param start how one is started; without it there are none
   */
  constructor(sought: readonly Sought[], count: number, start = bundledThreads()) {
    // One more for this thread, which searches as well.
    const most = Math.max(Math.floor(freeAddresses() / ADDRESSES) - 1, 0);
    const length = Math.min(count, most);
    this.entries = start === undefined ? [] : Array.from({ length }, () => this.entry(start));
    for (const { thread } of this.entries) thread.post({ sought });
  }

  get hasRoom(): boolean {
    return this.entries.some(isFree);
  }

  /** The hits of a job, once a thread has searched it; call it only while there is room. */
  scan(job: Job): Promise<JobResult> {
    const entry = this.entries.filter(isFree).sort((a, b) => a.busy - b.busy)[0];
    if (entry === undefined) throw new RangeError('no thread has room');
    const id = this.nextId++;
    entry.busy += 1;
    entry.thread.post({ id, job });
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
  }

  /** The program need not wait until they have ended. */
  close(): void {
    for (const { thread } of this.entries) thread.close();
  }

  private entry(start: StartThread): Entry {
    const hear = (message: FromThread) => {
      if (message === 'ready') {
        entry.ready = true;
      } else {
        entry.busy -= 1;
        this.settle(message);
      }
    };
    const fail = (error: Error) => {
      for (const { reject } of this.waiting.values()) reject(error);
    };
    const entry = { thread: start({ hear, fail }), ready: false, busy: 0 };
    return entry;
  }

  private settle(answer: Exclude<FromThread, 'ready'>): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('result' in answer) {
      waiting?.resolve(answer.result);
      return;
    }
    const { code, sentence, place } = answer.error;
    waiting?.reject(new CheckpointError(code, sentence, place));
  }
}

function isFree({ ready, busy }: { ready: boolean; busy: number }): boolean {
  return ready && busy < JOBS_AT_ONCE;
}
