import type { CheckpointError } from '../../bytes/checkpoint-error.js';
import { invalidPattern } from './invalid-pattern.js';

/** Reads a pattern character by character. */
export class TextReader {
  private at = 0;

  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next character; empty at the end. */
  peek(): string {
    const codePoint = this.text.codePointAt(this.at);
    return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
  }

  take(): string {
    const character = this.peek();
    if (character === '') throw this.error('it ends too soon');
    this.at += character.length;
    return character;
  }

  sees(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  accept(text: string): boolean {
    if (!this.sees(text)) return false;
    this.at += text.length;
    return true;
  }

  /** What a pattern anchored with ^ finds here. */
  acceptPattern(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.text.slice(this.at))?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  rest(length: number): string {
    return this.text.slice(this.at, this.at + length);
  }

  error(sentence: string): CheckpointError {
    return invalidPattern(this.text, `${sentence} (at character ${this.at + 1})`);
  }
}
