import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { HttpAnswer } from '../../remote/http/exchange.js';
import { call, type Call } from './call.js';
import { networkError } from './network-error.js';
import type { Service } from './service.js';

/** An answer that is text and not long. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Of the sum of a large node's pods the kubelet tells a few MB. */
const LONGEST = 64 * 1024 * 1024;

/** @throws CheckpointError when there is no answer, or it does not come to its end */
export async function ask(service: Service, question: Call): Promise<Answer> {
  return await readAnswer(service, await call(service, question));
}

/** @throws CheckpointError when it does not come to its end */
export async function readAnswer(
  service: Service,
  answer: HttpAnswer,
  longest = LONGEST,
): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bodyOf(service, answer)) {
    length += chunk.length;
    if (length > longest) {
      throw new CheckpointError('limit', `${service.name}: the answer does not end`);
    }
    chunks.push(chunk);
  }
  return { status: answer.status, text: Buffer.concat(chunks).toString() };
}

/** The bytes of an answer. One that is cut off before its end is an error. */
export async function* bodyOf(
  service: Service,
  { body }: HttpAnswer,
): AsyncGenerator<Uint8Array, void> {
  try {
    for (let chunk = await body.next(); chunk !== undefined; chunk = await body.next()) yield chunk;
  } catch (error) {
    throw networkError(service, error);
  } finally {
    body.drop();
  }
}

/** The answer as JSON; undefined when it is none. */
export function jsonOf({ text }: Answer): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What it says in short, for an error. */
export function shortText(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 500 ? `${line.slice(0, 500)} ...` : line;
}
