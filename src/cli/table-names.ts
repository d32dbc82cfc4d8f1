import { didYouMean } from './did-you-mean.js';
import { UsageError } from './usage-error.js';

/** The error of a name that is no table, for each of the commands that take one. */
export function noSuchTable(names: readonly string[]): (typed: string) => UsageError {
  return (typed) => {
    const advice = didYouMean(typed, names);
    return new UsageError(`there is no table ${typed}${advice} (choose from ${names.join(', ')})`);
  };
}
