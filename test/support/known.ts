import { isAbsent, type Absent } from '../../src/model/absent.js';

/** A fact that the checkpoint must tell. */
export function known<T>(value: T | Absent | undefined): T {
  if (value === undefined) throw new Error('the fact is missing');
  if (isAbsent(value)) throw new Error(value.absent);
  return value;
}
