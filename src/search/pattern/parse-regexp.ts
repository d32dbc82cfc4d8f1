import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { ClassParser } from './parse-class.js';
import { ESCAPED_CLASSES, readCharacterEscape, singleCharacter } from './parse-escape.js';
import { TextReader } from './text-reader.js';
import type { Assertion, PatternNode } from './syntax.js';

/** Repetitions are written out; a match is no longer than this. */
const MAX_REPEAT = 16384;

/** Parentheses within parentheses. */
const MAX_DEPTH = 200;

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  '^': 'line-start',
  $: 'line-end',
  '\\b': 'word-boundary',
  '\\B': 'no-word-boundary',
};

/**
 * A regular expression as Perl and RE2 write it, over bytes: `.` is any byte, classes are ASCII.
 * @throws CheckpointError `usage` for a wrong one, and for what needs backtracking
 */
export function parseRegExp(text: string, ignoreCase: boolean): PatternNode {
  const parser = new RegExpParser(new TextReader(text), ignoreCase);
  return parser.parse();
}

class RegExpParser {
  private depth = 0;

  constructor(
    private readonly reader: TextReader,
    private fold: boolean,
  ) {}

  parse(): PatternNode {
    const node = this.alternatives();
    if (!this.reader.atEnd) throw this.reader.error('a ) without a (');
    return node;
  }

  private alternatives(): PatternNode {
    const branches: PatternNode[] = [this.sequence()];
    while (this.reader.accept('|')) branches.push(this.sequence());
    const [only] = branches;
    return branches.length === 1 && only !== undefined ? only : { kind: 'alternatives', branches };
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (!this.reader.atEnd && !this.reader.sees('|') && !this.reader.sees(')')) {
      const atom = this.atom();
      if (atom !== undefined) parts.push(this.repeated(atom));
    }
    const [only] = parts;
    if (only === undefined) return { kind: 'empty' };
    return parts.length === 1 ? only : { kind: 'sequence', parts };
  }

  /** Undefined for what only sets flags, such as `(?i)`. */
  private atom(): PatternNode | undefined {
    const { reader } = this;
    if (reader.accept('(')) return this.group();
    if (reader.accept('[')) return new ClassParser(reader, this.fold).parse();
    if (reader.accept('.')) return { kind: 'any' };
    if (reader.sees('*') || reader.sees('+') || reader.sees('?')) {
      throw reader.error('nothing stands before the repetition');
    }
    for (const [written, what] of Object.entries(ASSERTIONS)) {
      if (reader.accept(written)) return { kind: 'assertion', what };
    }
    if (reader.accept('\\')) return this.escaped();
    return singleCharacter(reader.take(), this.fold);
  }

  private escaped(): PatternNode {
    const { reader } = this;
    if (reader.accept('Q')) return this.quoted();
    const name = reader.peek();
    if (/[1-9kg]/.test(name)) {
      throw reader.error('references to groups are not supported: they need backtracking');
    }
    const known = ESCAPED_CLASSES.get(name);
    if (known !== undefined) {
      reader.take();
      return { kind: 'class', bytes: known, characters: [] };
    }
    return readCharacterEscape(reader, this.fold);
  }

  /** `\Q...\E` is text as it stands. */
  private quoted(): PatternNode {
    const parts: PatternNode[] = [];
    while (!this.reader.atEnd && !this.reader.accept('\\E')) {
      parts.push(singleCharacter(this.reader.take(), this.fold));
    }
    return { kind: 'sequence', parts };
  }

  private group(): PatternNode | undefined {
    const { reader } = this;
    const before = this.fold;
    if (reader.accept('?')) {
      if (/^(?:[=!>]|<[=!])/.test(reader.rest(2))) {
        throw reader.error('looking around is not supported: it needs backtracking');
      }
      if (!reader.acceptPattern(/^(?:P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*')/)) {
        const flags = reader.acceptPattern(/^[a-zA-Z]*(?:-[a-zA-Z]+)?(?=[:)])/);
        if (flags === undefined) throw reader.error('an unknown kind of group');
        this.setFlags(flags);
        if (reader.accept(')')) return undefined;
        reader.accept(':');
      }
    }
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw reader.error(`more than ${MAX_DEPTH} groups in one another`);
    const node = this.alternatives();
    if (!reader.accept(')')) throw reader.error('a ( without a )');
    this.depth -= 1;
    this.fold = before;
    return node;
  }

  /** `s` and `m` are always on: a dot is any byte, and lines begin and end everywhere. */
  private setFlags(flags: string): void {
    const [on = '', off = ''] = flags.split('-');
    const unknown = /[^ims]/.exec(on + off);
    if (unknown !== null) throw this.reader.error(`the flag ${unknown[0]} is not supported`);
    if (on.includes('i')) this.fold = true;
    if (off.includes('i')) this.fold = false;
  }

  private repeated(atom: PatternNode): PatternNode {
    const { reader } = this;
    let node = atom;
    for (;;) {
      const bounds = this.bounds();
      if (bounds === undefined) return node;
      const [min, max] = bounds;
      if (reader.accept('+')) throw reader.error('possessive repetition is not supported');
      const greedy = !reader.accept('?');
      node = { kind: 'repeat', node, min, max, greedy };
    }
  }

  private bounds(): [number, number] | undefined {
    const { reader } = this;
    if (reader.accept('*')) return [0, Infinity];
    if (reader.accept('+')) return [1, Infinity];
    if (reader.accept('?')) return [0, 1];
    const counted = reader.acceptPattern(/^\{\d+(?:,\d*)?\}/);
    if (counted === undefined) return undefined;
    const [min = 0, max = Infinity] = counted
      .slice(1, -1)
      .split(',')
      .map((count) => (count === '' ? Infinity : Number(count)));
    const last = counted.includes(',') ? max : min;
    if (min > last) throw reader.error('a repetition that ends before it begins');
    if (min > MAX_REPEAT || (last !== Infinity && last > MAX_REPEAT)) {
      throw reader.error(`a repetition of more than ${MAX_REPEAT}`);
    }
    return [min, last];
  }
}

/** The same pattern as text without any special characters. */
export function parseLiteral(text: string, ignoreCase: boolean): PatternNode {
  const parts = Array.from(text, (character) => singleCharacter(character, ignoreCase));
  return { kind: 'sequence', parts };
}

/** `de ad ?? e?`: bytes in hexadecimal; `?` is any digit. */
export function parseHex(text: string): PatternNode {
  const digits = text.replace(/[\s,:]|0x/gi, '');
  if (digits === '' || digits.length % 2 !== 0 || /[^0-9a-f?]/i.test(digits)) {
    throw new CheckpointError('usage', `not bytes in hexadecimal, such as "de ad ?? ef": ${text}`);
  }
  const pairs = digits.match(/../g) ?? [];
  const parts = pairs.map((pair): PatternNode => {
    const [high = '', low = ''] = pair.split('');
    const bytes = Uint8Array.from({ length: 256 }, (_, value) =>
      isDigit(high, value >> 4) && isDigit(low, value & 15) ? 1 : 0,
    );
    return { kind: 'class', bytes, characters: [] };
  });
  return { kind: 'sequence', parts };
}

function isDigit(written: string, value: number): boolean {
  return written === '?' || parseInt(written, 16) === value;
}
