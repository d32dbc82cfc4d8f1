import { distance } from 'fastest-levenshtein';

/** ` (did you mean show?)` where a word is nearly one of those that are known, and nothing elsewhere. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const rank = (word: string): number =>
    word.startsWith(typed) && typed.length > 2 ? 0 : distance(typed, word);
  const [nearest] = known
    .map((word) => ({ word, rank: rank(word) }))
    .filter((each) => each.rank <= Math.min(2, Math.floor(typed.length / 2)))
    .sort((a, b) => a.rank - b.rank);
  return nearest === undefined ? '' : ` (did you mean ${nearest.word}?)`;
}
