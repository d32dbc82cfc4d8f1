import { parentPort, workerData } from 'node:worker_threads';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { Session } from '../http/session.js';
import { fetchRange, type RangeTarget } from './fetch-range.js';
import { type Order, Post, type SharedPost } from './post.js';
import type { SessionConfig } from '../http/session-config.js';

/** The thread that asks servers for parts, so that another can wait for them. */
const { config, shared } = workerData as { config: SessionConfig; shared: SharedPost };

const session = new Session(config);
const post = new Post(shared);

/** What is asked for before anybody wants it. */
let ahead: { readonly key: string; readonly bytes: Promise<Uint8Array> } | undefined;

setInterval(() => {
  post.beat();
}, 1000).unref();

parentPort?.on('message', (order: Order) => {
  void answer(order);
});

async function answer({ target, offset, length, next }: Order): Promise<void> {
  try {
    const key = keyOf(target, offset, length);
    const bytes = ahead?.key === key ? ahead.bytes : fetchRange(session, target, offset, length);
    ahead = undefined;
    const got = await bytes;
    if (next > 0) lookAhead(target, offset + length, next);
    post.deliver(got);
  } catch (error) {
    const known =
      error instanceof CheckpointError
        ? error
        : new CheckpointError('network', String(error), { file: target.file, offset });
    post.refuse(known);
  }
}

function lookAhead(target: RangeTarget, offset: number, length: number): void {
  const bytes = fetchRange(session, target, offset, length);
  // Whoever asks for it meets the error.
  bytes.catch(() => undefined);
  ahead = { key: keyOf(target, offset, length), bytes };
}

function keyOf({ url }: RangeTarget, offset: number, length: number): string {
  return `${offset} ${length} ${url}`;
}
