import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { ClassParser } from './parse-class.js';
import { shared } from './shared.js';
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
 * A regular expression as Perl and RE2 write it, over bytes: `.` is any byte but a line feed, classes are
 * ASCII.
 * @throws CheckpointError `usage` for a wrong one, and for what needs backtracking
 */
export function parseRegExp(text: string, ignoreCase: boolean): PatternNode {
  const parser = new RegExpParser(new TextReader(text), ignoreCase);
  return parser.parse();
}

/** What `(?i)` and `(?s)` switch. */
interface Flags {
  readonly fold: boolean;
  /** Whether a dot is a line feed, too. */
  readonly dotAll: boolean;
}

class RegExpParser {
  private depth = 0;
  private flags: Flags;

  constructor(
    private readonly reader: TextReader,
    fold: boolean,
  ) {
    this.flags = { fold, dotAll: false };
  }

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
    const { fold, dotAll } = this.flags;
    if (reader.accept('[')) return new ClassParser(reader, fold).parse();
    if (reader.accept('.')) return { kind: 'any', lineFeed: dotAll };
    if (reader.sees('*') || reader.sees('+') || reader.sees('?')) {
      throw reader.error('nothing stands before the repetition');
    }
    for (const [written, what] of Object.entries(ASSERTIONS)) {
      if (reader.accept(written)) return { kind: 'assertion', what };
    }
    if (reader.accept('\\')) return this.escaped();
    return singleCharacter(reader.take(), fold);
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
    return readCharacterEscape(reader, this.flags.fold);
  }

  /** `\Q...\E` is text as it stands. */
  private quoted(): PatternNode {
    const parts: PatternNode[] = [];
    while (!this.reader.atEnd && !this.reader.accept('\\E')) {
      parts.push(singleCharacter(this.reader.take(), this.flags.fold));
    }
    return { kind: 'sequence', parts };
  }

  private group(): PatternNode | undefined {
    const { reader } = this;
    const before = this.flags;
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
    this.flags = before;
    return node;
  }

  /** `m` is always on: ^ and $ stand at lines, as they do for grep. */
  private setFlags(flags: string): void {
    const [on = '', off = ''] = flags.split('-');
    const unknown = /[^ims]/.exec(on + off);
    if (unknown !== null) throw this.reader.error(`the flag ${unknown[0]} is not supported`);
    if (off.includes('m')) throw this.reader.error('^ and $ always stand at the ends of lines');
    const isOn = (flag: string, before: boolean): boolean =>
      !off.includes(flag) && (on.includes(flag) || before);
    const { fold, dotAll } = this.flags;
    this.flags = { fold: isOn('i', fold), dotAll: isOn('s', dotAll) };
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
  const nodeOf = shared((character: string) => singleCharacter(character, ignoreCase));
  return { kind: 'sequence', parts: Array.from(text, nodeOf) };
}

/** `de ad ?? e?`: bytes in hexadecimal; `?` is any digit. */
export function parseHex(text: string): PatternNode {
  const digits = text.replace(/[\s,:]|0x/gi, '');
  if (digits === '' || digits.length % 2 !== 0 || /[^0-9a-f?]/i.test(digits)) {
    throw new CheckpointError('usage', `not bytes in hexadecimal, such as "de ad ?? ef": ${text}`);
  }
  const pairs = digits.toLowerCase().match(/../g) ?? [];
  return { kind: 'sequence', parts: pairs.map(shared(pairNode)) };
}

function pairNode(pair: string): PatternNode {
  const [high = '', low = ''] = pair.split('');
  const bytes = Uint8Array.from({ length: 256 }, (_, value) =>
    isDigit(high, value >> 4) && isDigit(low, value & 15) ? 1 : 0,
  );
  return { kind: 'class', bytes, characters: [] };
}

function isDigit(written: string, value: number): boolean {
  return written === '?' || parseInt(written, 16) === value;
}
