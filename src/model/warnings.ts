import { CheckpointError } from '../bytes/checkpoint-error.js';
import { isAbsent, type Fact } from './absent.js';

/** Collects what could not be read, so that a damaged image loses only its own facts. */
export class Warnings {
  private readonly errors = new Map<string, CheckpointError>();

  /** In the order in which they were met; what several facts were lost by comes once. */
  get list(): CheckpointError[] {
    return [...this.errors.values()];
  }

  add(error: CheckpointError): void {
    if (!this.errors.has(error.message)) this.errors.set(error.message, error);
  }

  /** What `read` gives; a CheckpointError becomes an absent fact and a warning. */
  attempt<T>(read: () => Fact<T>): Fact<T> {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      this.add(error);
      return { absent: reasonOf(error) };
    }
  }

  /** Like attempt, for what is undefined when no image tells it. */
  attemptOptional<T>(read: () => T, absent: string): Fact<NonNullable<T>> {
    const fact = this.attempt(() => ({ value: read() }));
    return isAbsent(fact) ? fact : (fact.value ?? { absent });
  }
}

/** `mm-7.img: unexpected EOF at offset 0x4c`: within an answer the archive goes without saying. */
function reasonOf({ code, place, sentence }: CheckpointError): string {
  // The words of open(2) have the whole place in them.
  if (code === 'not-found') return sentence.replace(/^open (?:.*[/:])?([^/:]+: )/, '$1');
  const name = place.member?.split('/').at(-1);
  const offset = place.offset === undefined ? '' : ` at offset 0x${place.offset.toString(16)}`;
  return `${name === undefined ? '' : `${name}: `}${sentence}${offset}`;
}
