import { CheckpointError, type ErrorCode } from '../../bytes/checkpoint-error.js';
import type { HttpAnswer } from '../http/exchange.js';
import type { Session } from '../http/session.js';
import { isPassing, networkError } from '../network-error.js';
import { parseContentRange } from './content-range.js';
import { refusal } from './refusal.js';
import { ifUnchanged, isSame, type Validator, validatorOf } from './validator.js';

/** Less is no answer to be content with. */
const LEAST_PROGRESS = 64 * 1024;

/** Bytes on a server that can be asked for in parts. It goes to other threads as it is. */
export interface RangeTarget {
  readonly url: string;
  /** What it is called in errors. */
  readonly file: string;
  readonly size: number;
  /** Of what has no digest. */
  readonly validator?: Validator;
}

/**
 * Exactly the bytes that are asked for; where a connection is cut the rest is asked for again.
 * @throws CheckpointError `network` with the offset
 */
export async function fetchRange(
  session: Session,
  target: RangeTarget,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const filling = { bytes: new Uint8Array(length), done: 0 };
  await fillRange(session, target, offset, filling);
  return filling.bytes;
}

/** Bytes of which the first are there. */
export interface Filling {
  readonly bytes: Uint8Array;
  done: number;
}

/** @param offset of the first byte, whether or not it is there */
export async function fillRange(
  session: Session,
  target: RangeTarget,
  offset: number,
  filling: Filling,
): Promise<void> {
  for (let failures = 0; filling.done < filling.bytes.length;) {
    const before = filling.done;
    let cause: unknown;
    try {
      await fillSome(session, target, offset, filling);
    } catch (error) {
      cause = error;
    }
    // A server may send less of a range, as long as it goes on.
    const goesOn = cause === undefined && filling.done - before >= LEAST_PROGRESS;
    if (goesOn || filling.done === filling.bytes.length) continue;
    const at = offset + filling.done;
    if (failures >= session.config.retries || (cause !== undefined && !isPassing(cause))) {
      cause ??= lie(target, 'the server sends fewer bytes than it was asked for', at);
      const place = { file: target.file, offset: at };
      throw cause instanceof CheckpointError
        ? cause.at(place)
        : networkError(cause, target.file, at);
    }
    await session.pause(failures);
    failures += 1;
  }
}

async function fillSome(
  session: Session,
  target: RangeTarget,
  offset: number,
  filling: Filling,
): Promise<void> {
  const start = offset + filling.done;
  const end = offset + filling.bytes.length;
  const { url, validator = {} } = target;
  const answer = await session.ask({
    method: 'GET',
    url: new URL(url),
    headers: { range: `bytes=${start}-${end - 1}`, ...ifUnchanged(validator) },
  });
  try {
    const sent = rangeOf(answer, target, start, end);
    await takeBody(answer, target, start, sent, filling);
  } catch (error) {
    answer.body.drop();
    throw error;
  }
}

/** Where the bytes of the answer end. */
function rangeOf(answer: HttpAnswer, target: RangeTarget, start: number, end: number): number {
  const { status, headers } = answer;
  const { validator, size } = target;
  const isChanged = validator !== undefined && !isSame(validator, validatorOf(answer));
  if (status === 200 || status === 412 || status === 416 || (status === 206 && isChanged)) {
    throw isChanged || status === 412
      ? lie(target, 'it changed on the server while it was read', start, 'not-readable')
      : lie(target, 'the server does not give parts of it any more', start);
  }
  if (status !== 206) throw refusal(answer, target.file, start);
  const range = parseContentRange(headers['content-range']);
  if (range?.start !== start || range.end > end) {
    throw lie(target, 'the server sends another part than it was asked for', start);
  }
  if (range.total !== undefined && range.total !== size) {
    const why = `the server says that there are ${range.total} bytes, where it had said ${size}`;
    throw lie(target, why, start);
  }
  return range.end;
}

export async function takeBody(
  { body }: HttpAnswer,
  { file }: Pick<RangeTarget, 'file'>,
  start: number,
  end: number,
  filling: Filling,
): Promise<void> {
  let at = start;
  for (let chunk = await body.next(); chunk !== undefined; chunk = await body.next()) {
    if (at + chunk.length > end) {
      throw lie({ file }, 'the server sends more bytes than it says', end);
    }
    filling.bytes.set(chunk, filling.done);
    filling.done += chunk.length;
    at += chunk.length;
  }
}

function lie(
  { file }: Pick<RangeTarget, 'file'>,
  sentence: string,
  offset: number,
  code: ErrorCode = 'network',
): CheckpointError {
  return new CheckpointError(code, sentence, { file, offset });
}
