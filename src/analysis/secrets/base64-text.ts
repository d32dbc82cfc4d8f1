import type { TypedPattern } from '../../search/matching/pattern-set.js';

/** Words that secrets in base64 have in them: without one, a run of letters is not worth decoding. */
const WORDS = [
  ...['password', 'Password', 'PASSWORD', 'passwd', 'secret', 'Secret', 'SECRET', 'token', 'TOKEN'],
  ...[
    'apikey',
    'api_key',
    'API_KEY',
    'apiKey',
    'PRIVATE KEY',
    'bearer',
    'Bearer',
    'AKIA',
    'ghp_',
    'xoxb-',
  ],
];

/** Of a run no more is decoded, on either side. */
export const BASE64_SIDE = 4096;

const LEAST_RUN = 16;

/**
 * How each word looks in base64: the text before it can have any length, so that it stands in one of three ways;
 * the characters that its neighbours have a part in are left out.
 */
export const BASE64_STARTS: readonly TypedPattern[] = WORDS.flatMap((word) =>
  [0, 1, 2].map((shift): TypedPattern => {
    const encoded = Buffer.from('\0'.repeat(shift) + word, 'latin1').toString('base64');
    const first = [0, 2, 3][shift] ?? 0;
    const whole = Math.floor(((shift + word.length) * 8) / 6);
    return { kind: 'literal', text: encoded.slice(first, whole) };
  }),
);

export interface DecodedRun {
  readonly bytes: Uint8Array;
  /** Where in the text the run begins, and its characters. */
  readonly start: number;
  readonly length: number;
}

/** Decodes the run of base64 that stands at a place of a text; undefined for what is too short. */
export function decodeAround(text: string, at: number): DecodedRun | undefined {
  const before = /[A-Za-z0-9+/_-]*$/.exec(text.slice(Math.max(0, at - BASE64_SIDE), at))?.[0] ?? '';
  const after = /^[A-Za-z0-9+/_-]*={0,2}/.exec(text.slice(at, at + BASE64_SIDE))?.[0] ?? '';
  const run = before + after;
  if (run.length < LEAST_RUN) return undefined;
  // Node decodes both alphabets.
  return { bytes: Buffer.from(run, 'base64'), start: at - before.length, length: run.length };
}
