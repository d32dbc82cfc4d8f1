import { isAbsent, type Fact } from '../../src/model/absent.js';

/** A fact that must be there. */
export function known<T>(fact: Fact<T> | undefined): T {
  if (fact === undefined) throw new Error('nothing to tell it');
  if (isAbsent(fact)) throw new Error(`absent: ${fact.absent}`);
  return fact;
}
