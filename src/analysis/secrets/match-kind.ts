import type { Judgement, SecretKind } from './secret-kind.js';

/** A secret in a text. */
export interface Candidate extends Judgement {
  readonly kind: SecretKind;
  readonly secret: string;
  /** Of its first character, and behind its last. */
  readonly start: number;
  readonly end: number;
}

/** The secret of a kind that begins at a place of a text, as the engine tells it. */
export function matchAt(kind: SecretKind, text: string, at: number): Candidate | undefined {
  const form = compiled(kind, 'dy');
  form.lastIndex = at;
  const match = form.exec(text);
  return match === null ? undefined : candidateOf(kind, match);
}

/** Secrets within another one, such as the token in a URL. */
export function* matchesWithin(
  outer: Candidate,
  kinds: readonly SecretKind[],
): Generator<Candidate> {
  if (outer.secret.length < LEAST) return;
  const others = kinds.filter((kind) => kind !== outer.kind && kind.reach === undefined);
  for (const found of matchesIn(outer.secret, others)) {
    yield { ...found, start: outer.start + found.start, end: outer.start + found.end };
  }
}

/** All secrets of a text, kind by kind. */
export function* matchesIn(text: string, kinds: readonly SecretKind[]): Generator<Candidate> {
  for (const kind of kinds) {
    for (const match of text.matchAll(compiled(kind, 'dg'))) {
      const found = candidateOf(kind, match);
      if (found !== undefined) yield found;
    }
  }
}

/** Whether it is what `redact` leaves of a secret. */
export function isOverwritten(text: string): boolean {
  return /^x+$/.test(text);
}

/** No token that is known by its prefix is shorter. */
const LEAST = 20;

function candidateOf(kind: SecretKind, match: RegExpExecArray): Candidate | undefined {
  const [whole] = match;
  const secret = match.groups?.['secret'] ?? whole;
  if (isOverwritten(secret)) return undefined;
  const judgement = kind.judge({ secret, whole, groups: match.groups ?? {} });
  if (judgement === undefined) return undefined;
  const [start = match.index, formEnd = match.index + whole.length] =
    match.indices?.groups?.['secret'] ?? match.indices?.[0] ?? [];
  const end = judgement.length === undefined ? formEnd : start + judgement.length;
  return { ...judgement, kind, secret: secret.slice(0, end - start), start, end };
}

const cache = new Map<SecretKind, Map<string, RegExp>>();

function compiled(kind: SecretKind, flags: string): RegExp {
  const forms = cache.get(kind) ?? new Map<string, RegExp>();
  cache.set(kind, forms);
  const form = forms.get(flags) ?? new RegExp(kind.form.source, kind.form.flags + flags);
  forms.set(flags, form);
  return form;
}
