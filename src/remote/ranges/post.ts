import { CheckpointError, type ErrorCode, type Place } from '../../bytes/checkpoint-error.js';
import type { RangeTarget } from './fetch-range.js';

/** Memory of two threads, through which one waits for the other. */
export interface SharedPost {
  readonly control: SharedArrayBuffer;
  readonly data: SharedArrayBuffer;
}

/** What a thread is asked for. */
export interface Order {
  readonly target: RangeTarget;
  readonly offset: number;
  /** At most `MOST`. */
  readonly length: number;
  /** Bytes behind it that will be asked for next; 0 for none. */
  readonly next: number;
}

/** The most that is handed over at a time. */
export const MOST = 4 * 1024 ** 2;

const [STATE, LENGTH, BEAT] = [0, 1, 2];
const [WAITING, DELIVERED, REFUSED] = [0, 1, 2];

/** Waits of a second each without a sign of life from the other thread. */
const PATIENCE = 60;

/** One order and its answer at a time. */
export class Post {
  private readonly control: Int32Array;
  private readonly data: Uint8Array;

  constructor(readonly shared: SharedPost = newPost()) {
    this.control = new Int32Array(shared.control);
    this.data = new Uint8Array(shared.data);
  }

  /** Before an order is sent. */
  expect(): void {
    Atomics.store(this.control, STATE, WAITING);
  }

  /** Waits for the answer: good until the next order. */
  receive({ file }: RangeTarget): Uint8Array {
    for (let silent = 0; silent < PATIENCE; silent++) {
      const beat = Atomics.load(this.control, BEAT);
      if (Atomics.wait(this.control, STATE, WAITING, 1000) !== 'timed-out') {
        const answer = this.data.subarray(0, Atomics.load(this.control, LENGTH));
        if (Atomics.load(this.control, STATE) === DELIVERED) return answer;
        throw errorIn(answer);
      }
      if (Atomics.load(this.control, BEAT) !== beat) silent = 0;
    }
    throw new CheckpointError('network', 'the thread that reads has ended', { file });
  }

  deliver(bytes: Uint8Array): void {
    this.answer(DELIVERED, bytes);
  }

  refuse({ code, sentence, place, hint }: CheckpointError): void {
    const text = JSON.stringify({ code, sentence, place, hint });
    this.answer(REFUSED, Buffer.from(text).subarray(0, MOST));
  }

  /** A sign of life. */
  beat(): void {
    Atomics.add(this.control, BEAT, 1);
  }

  private answer(state: number, bytes: Uint8Array): void {
    this.data.set(bytes);
    Atomics.store(this.control, LENGTH, bytes.length);
    Atomics.store(this.control, STATE, state);
    Atomics.notify(this.control, STATE);
  }
}

function newPost(): SharedPost {
  return { control: new SharedArrayBuffer(16), data: new SharedArrayBuffer(MOST) };
}

function errorIn(bytes: Uint8Array): CheckpointError {
  const { code, sentence, place, hint } = JSON.parse(Buffer.from(bytes).toString()) as {
    code: ErrorCode;
    sentence: string;
    place: Place;
    hint?: string;
  };
  return new CheckpointError(code, sentence, place, hint);
}
