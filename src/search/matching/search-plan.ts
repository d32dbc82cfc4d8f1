import type { ByteNode, ByteSet } from '../pattern/syntax.js';
import { makePrefilter, MAX_RATE, type Prefilter, rateOf } from './prefilter.js';
import { prefixSets } from './prefix.js';
import { compileProgram, compileSequence, type Program } from './program.js';

/** How places are found at which a match may begin: each branch in one of three ways. */
export interface SearchPlan {
  /** Branches that begin with rare bytes. */
  readonly beginning: Prefilter | undefined;
  /** Branches that have rare bytes further on: from there, what stands before is read backwards. */
  readonly inner: { readonly prefilter: Prefilter; readonly before: Program } | undefined;
  /** Numbers of all other branches. */
  readonly others: readonly number[];
}

/** A beginning that is rarer than this is not worth looking for something rarer further on. */
const RARE = 1e-3;

/** @param prefixes of each branch, which bytes can stand at each place from its first on */
export function planSearch(
  nodes: readonly ByteNode[],
  prefixes: readonly (readonly ByteSet[])[],
): SearchPlan {
  const ways = nodes.map((node, branch) => {
    const sets = prefixes[branch] ?? [];
    const rate = rateOf(sets);
    const split = rate <= RARE ? undefined : bestSplit(node);
    const isInner = split !== undefined && split.rate < rate && split.rate <= MAX_RATE;
    return { branch, sets, rate, ...(isInner && { split }) };
  });
  const beginning = ways.filter(({ rate, split }) => split === undefined && rate <= MAX_RATE);
  const inner = ways.flatMap(({ branch, split }) =>
    split === undefined ? [] : [{ branch, split }],
  );
  const prefilter = makePrefilter(beginning.map(({ sets }) => sets));
  const innerFilter = makePrefilter(inner.map(({ split }) => split.sets));
  // Those that are looked for together look at the same place; short ones may then be too common.
  const found = new Set([
    ...(prefilter === undefined ? [] : beginning.map(({ branch }) => branch)),
    ...(innerFilter === undefined ? [] : inner.map(({ branch }) => branch)),
  ]);
  return {
    beginning: prefilter,
    inner: innerFilter && {
      prefilter: innerFilter,
      before: compileProgram(inner.map(({ split }) => split.before)),
    },
    others: nodes.map((_, branch) => branch).filter((branch) => !found.has(branch)),
  };
}

interface Split {
  readonly before: ByteNode;
  /** Of what follows, which bytes can stand at each place. */
  readonly sets: readonly ByteSet[];
  readonly rate: number;
}

/** Where in a sequence that every match goes through the rarest bytes stand. */
function bestSplit(node: ByteNode): Split | undefined {
  const parts = partsOf(node);
  const program = compileSequence(parts);
  let best: Split | undefined;
  for (let at = 1; at < parts.length; at++) {
    const sets = prefixSets(program, program.starts[at] ?? 0, false);
    const rate = rateOf(sets);
    if (rate < (best?.rate ?? 1)) {
      best = { before: { kind: 'sequence', parts: parts.slice(0, at) }, sets, rate };
    }
  }
  return best;
}

/** More parts than that are not worth trying each. */
const MAX_PARTS = 40;

function partsOf(node: ByteNode): readonly ByteNode[] {
  if (node.kind !== 'sequence') return [node];
  return node.parts.flatMap(partsOf).slice(0, MAX_PARTS).length < MAX_PARTS
    ? node.parts.flatMap(partsOf)
    : [node];
}
