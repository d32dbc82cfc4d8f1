import { CheckpointError, type ErrorCode, type Place } from '../../bytes/checkpoint-error.js';
import type { Job, JobResult } from './job.js';
import { Scanner } from './scanner.js';
import type { Sought } from './sought.js';

/** What is said to a thread that searches: first what is looked for, then job after job. */
export type ToThread =
  { readonly sought: readonly Sought[] } | { readonly id: number; readonly job: Job };

/** What it says: that it takes jobs, and to each what it found. */
export type FromThread =
  | 'ready'
  | { readonly id: number; readonly result: JobResult }
  | {
      readonly id: number;
      readonly error: {
        readonly code: ErrorCode;
        readonly sentence: string;
        readonly place: Place;
      };
    };

/** @param moved what of the message is not copied */
export type Send = (message: FromThread, moved?: ArrayBuffer[]) => void;

/** The program of a thread that searches, whoever brings it its messages. */
export class JobServer {
  private scanner: Scanner | undefined;

  constructor(private readonly send: Send) {}

  hear(message: ToThread): void {
    if ('sought' in message) {
      this.scanner = new Scanner(message.sought);
      this.send('ready');
      return;
    }
    const { id, job } = message;
    try {
      const result = this.scanner?.scan(job);
      if (result === undefined) throw new RangeError('nothing is looked for yet');
      this.send(
        { id, result },
        result.found.map(({ hits }) => hits.buffer),
      );
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      const { code, sentence, place } = error;
      this.send({ id, error: { code, sentence, place } });
    }
  }
}
