import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { HttpAnswer } from '../http/exchange.js';
import type { Session } from '../http/session.js';
import { isPassing, networkError } from '../network-error.js';
import { parseContentRange } from './content-range.js';
import { fillRange, type RangeTarget, takeBody } from './fetch-range.js';
import { refusal } from './refusal.js';
import { type Validator, validatorOf } from './validator.js';

/** What a server has, as it lets itself be read. */
export type OpenedTarget =
  | { readonly kind: 'ranges'; readonly target: RangeTarget; readonly first: Uint8Array }
  /** From a server that knows no ranges: once, in order. */
  | {
      readonly kind: 'stream';
      readonly chunks: AsyncIterable<Uint8Array>;
      readonly validator: Validator;
      readonly drop: () => void;
    };

/** Enough for most of what stands at the beginning of an archive. */
const FIRST = 64 * 1024;

/** What is known before it is read. */
export interface Expected {
  readonly file: string;
  /** Of a blob, which its digest names: it cannot change. */
  readonly size?: number;
}

/** Asks for the beginning, which tells whether parts are to be had. */
export async function openTarget(
  session: Session,
  url: URL,
  { file, size }: Expected,
): Promise<OpenedTarget> {
  const answer = await session.ask({
    method: 'GET',
    url,
    headers: { range: `bytes=0-${FIRST - 1}` },
  });
  try {
    return (
      (await ranged(session, answer, url, { file, ...(size !== undefined && { size }) })) ??
      (await streamed(session, answer, url, { file, ...(size !== undefined && { size }) }))
    );
  } catch (error) {
    answer.body.drop();
    throw networkError(error, file);
  }
}

/** Undefined where a server does not say how much there is. */
async function ranged(
  session: Session,
  answer: HttpAnswer,
  url: URL,
  { file, size }: Expected,
): Promise<OpenedTarget | undefined> {
  const { status, headers } = answer;
  if (status === 416 && headers['content-range']?.endsWith('/0') === true) {
    await answer.body.skip();
    const target = { url: url.href, file, size: 0 };
    return { kind: 'ranges', target, first: new Uint8Array(0) };
  }
  if (status !== 206) return undefined;
  const range = parseContentRange(headers['content-range']);
  if (range?.total === undefined && range?.start === 0) {
    answer.body.drop();
    return undefined;
  }
  const { start, end, total = 0 } = range ?? { start: -1, end: 0 };
  if (start !== 0 || end > FIRST) {
    const why = 'the server sends another part than it was asked for';
    throw new CheckpointError('network', why, { file, offset: 0 });
  }
  checkSize(file, total, size);
  const target: RangeTarget = {
    url: url.href,
    file,
    size: total,
    ...(size === undefined && { validator: validatorOf(answer) }),
  };
  const filling = { bytes: new Uint8Array(Math.min(FIRST, total)), done: 0 };
  try {
    await takeBody(answer, target, 0, end, filling);
  } catch (error) {
    if (!isPassing(error)) throw networkError(error, file, filling.done);
    answer.body.drop();
  }
  // What was cut is asked for again.
  await fillRange(session, target, 0, filling);
  return { kind: 'ranges', target, first: filling.bytes };
}

async function streamed(
  session: Session,
  first: HttpAnswer,
  url: URL,
  { file, size }: Expected,
): Promise<OpenedTarget> {
  const answer = first.status === 206 ? await session.ask({ method: 'GET', url }) : first;
  if (answer.status !== 200) {
    await answer.body.skip();
    throw refusal(answer, file);
  }
  const told = answer.headers['content-length'];
  const length = told === undefined ? undefined : Number(told);
  if (length !== undefined) checkSize(file, length, size);
  const validator = validatorOf(answer);
  const chunks = wholeBody(answer, file, length ?? size);
  const drop = (): void => {
    answer.body.drop();
  };
  return { kind: 'stream', chunks, validator, drop };
}

/** All that a server sends, which cannot be asked for again from where it was cut. */
async function* wholeBody(
  { body }: HttpAnswer,
  file: string,
  size: number | undefined,
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  try {
    for (let chunk = await body.next(); chunk !== undefined; chunk = await body.next()) {
      offset += chunk.length;
      if (size !== undefined && offset > size) break;
      yield chunk;
    }
    if (size !== undefined && offset !== size) {
      const why = `the server sends ${offset < size ? 'fewer' : 'more'} bytes than the ${size} it says`;
      throw new CheckpointError('network', why, { file, offset: Math.min(offset, size) });
    }
  } catch (error) {
    throw networkError(error, file, offset);
  } finally {
    body.drop();
  }
}

function checkSize(file: string, told: number, expected: number | undefined): void {
  if (expected === undefined || told === expected) return;
  const why = `the server says that there are ${told} bytes, where the manifest says ${expected}`;
  throw new CheckpointError('network', why, { file, offset: Math.min(told, expected) });
}
