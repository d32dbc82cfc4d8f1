import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { fileError } from '../../bytes/file-error.js';
import { decodeText } from '../../bytes/text.js';
import type { RuleFile } from '../../search/yara/rule-set.js';
import { UsageError } from '../usage-error.js';
import { splitIncludes } from './split-includes.js';

/** Of a word that names rules: what it stands for. */
interface NamedRules {
  readonly namespace: string;
  readonly path: string;
}

const RULE_FILE = /\.yara?$/i;

/** As YARA has it: `NAMESPACE:FILE`. */
const WITH_NAMESPACE = /^([A-Za-z_]\w*):(.+)$/s;

/** How the compiled rules of YARA and of YARA-X begin. */
const COMPILED = 'YARA';

/**
 * The rules come first, as in `grep` the pattern does: the first word, and those behind it that look like rules,
 * which are files called .yar or .yara and directories that have such files.
 */
export function splitWords(words: readonly string[]): {
  readonly rules: readonly NamedRules[];
  readonly archives: readonly string[];
} {
  let count = 1;
  while (count < words.length && looksLikeRules(namedBy(words[count] ?? '').path)) count++;
  const archives = words.slice(count);
  if (archives.length === 0) throw new UsageError('no ARCHIVE to scan: yara RULES... ARCHIVE...');
  return { rules: words.slice(0, count).map(namedBy), archives };
}

function namedBy(word: string): NamedRules {
  const [, namespace, path] = WITH_NAMESPACE.exec(word) ?? [];
  const isPath = namespace === undefined || statSync(word, { throwIfNoEntry: false }) !== undefined;
  return isPath ? { namespace: 'default', path: word } : { namespace, path: path ?? '' };
}

function looksLikeRules(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    return RULE_FILE.test(path);
  return filesBelow(path).length > 0;
}

/**
 * The files with what they include, each namespace by itself, as the engine wants them.
 * @throws CheckpointError for what cannot be read or is no text
 */
export function readRuleFiles(named: readonly NamedRules[]): RuleFile[] {
  const read: RuleFile[] = [];
  const known = new Set<string>();
  for (const { namespace, path } of named) {
    const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    const files = isDirectory ? filesBelow(path) : [path];
    if (files.length === 0) {
      throw new CheckpointError('not-found', 'no file called .yar or .yara is in it', {
        file: path,
      });
    }
    for (const file of files) read.push(...withIncluded(file, namespace, known));
  }
  const namespaces = [...new Set(read.map(({ namespace }) => namespace))];
  return namespaces.flatMap((each) => read.filter(({ namespace }) => namespace === each));
}

/** What a file includes comes before it, once. */
function withIncluded(file: string, namespace: string, known: Set<string>): RuleFile[] {
  const key = `${namespace}\n${resolve(file)}`;
  if (known.has(key)) return [];
  known.add(key);
  const { text, included } = splitIncludes(readRules(file));
  const before = included.flatMap((path) =>
    withIncluded(resolve(dirname(file), path), namespace, known),
  );
  return [...before, { name: file, namespace, text }];
}

function readRules(file: string): string {
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw fileError('open', file, error);
  }
  if (bytes.toString('latin1', 0, COMPILED.length) === COMPILED && bytes.includes(0)) {
    const why = 'these are compiled rules, which the engine cannot read: give them as text';
    throw new CheckpointError('unsupported', why, { file });
  }
  return decodeText(bytes).replace(/^\ufeff/, '');
}

function filesBelow(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((name) => RULE_FILE.test(name))
      .sort()
      .map((name) => join(directory, name))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  } catch (error) {
    throw fileError('open', directory, error);
  }
}
