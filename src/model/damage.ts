import { CheckpointError } from '../bytes/checkpoint-error.js';
import { isAbsent, type Fact } from './absent.js';

/**
 * What of a checkpoint could not be read, with member and offset. A damaged image loses only its own
 * facts, and its damage is told once, however many facts were lost by it.
 */
export class Damage {
  private readonly errors = new Map<string, CheckpointError>();

  /** In the order in which it was met. */
  get list(): CheckpointError[] {
    return [...this.errors.values()];
  }

  add(error: CheckpointError): void {
    if (!this.errors.has(error.message)) this.errors.set(error.message, error);
  }

  /** What `read` gives; a CheckpointError is damage, and the fact absent. */
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
  attemptOptional<T>(read: () => Fact<T>, absent: string): Fact<NonNullable<T>> {
    return this.attempt(() => read() ?? { absent });
  }

  /** What `read` gives, or something else in its place where that is damaged. */
  attemptOr<T, U>(read: () => T, otherwise: U): T | U {
    const fact = this.attempt(() => ({ value: read() }));
    return isAbsent(fact) ? otherwise : fact.value;
  }
}

/** `mm-7.img: unexpected EOF at offset 0x4c`: within an answer the archive goes without saying. */
export function reasonOf({ code, place, sentence }: CheckpointError): string {
  // The words of open(2) and of Go's JSON have the whole place in them.
  if (code === 'not-found') return sentence.replace(/^open (?:.*[/:])?([^/:]+: )/, '$1');
  if (code === 'invalid-json') {
    return sentence.replace(
      /^failed to unmarshal (?:.*?[/:])?([^/:]+: (?:invalid|unexpected))/,
      '$1',
    );
  }
  const name = place.member?.split('/').at(-1);
  const offset = place.offset === undefined ? '' : ` at offset 0x${place.offset.toString(16)}`;
  return `${name === undefined ? '' : `${name}: `}${sentence}${offset}`;
}
