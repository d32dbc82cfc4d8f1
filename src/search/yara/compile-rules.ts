import type { Rules, YaraEngine } from './engine.js';
import type { CompileReport, RuleMessage, RuleSet } from './rule-set.js';

/** Rules that are ready; without `rules` there are errors. */
export interface CompiledRules extends CompileReport {
  readonly rules?: Rules;
}

/** All files are compiled, so that all of their errors are told at once. */
export function compileRules(engine: YaraEngine, { files, variables }: RuleSet): CompiledRules {
  const compiler = new engine.Compiler();
  const errors: RuleMessage[] = [];
  const warnings: RuleMessage[] = [];
  try {
    for (const { name, value } of variables) {
      const why = failureOf(() => {
        compiler.defineGlobal(name, value);
      });
      if (why !== undefined) errors.push({ sentence: `variable ${name}: ${why}` });
    }
    for (const { name, namespace, text } of files) {
      const before = { errors: compiler.errors.length, warnings: compiler.warnings.length };
      compiler.newNamespace(namespace);
      const why = failureOf(() => {
        compiler.addSource(text);
      });
      const told = compiler.errors.slice(before.errors);
      errors.push(...told.map((each) => messageOf(each, name)));
      if (why !== undefined && told.length === 0) errors.push(messageOf(why, name));
      const more = compiler.warnings.slice(before.warnings);
      warnings.push(...more.map((each) => messageOf(each, name)));
    }
    return errors.length > 0 ? { errors, warnings } : { errors, warnings, rules: compiler.build() };
  } finally {
    compiler.free();
  }
}

/** The engine throws errors, and sometimes texts. */
function failureOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * What stands in several lines, as a sentence with its place:
 *
 *     error[E001]: syntax error
 *      --> line:5:6
 *       |
 *     5 |  foo bar }
 *       |      ^^^ expecting `}`, found `bar`
 */
function messageOf(text: string, file: string): RuleMessage {
  const title = /^(?:error|warning)(?:\[\w+\])?: (.*)/.exec(text)?.[1] ?? text.split('\n')[0] ?? '';
  const [, line, column] = /^ *--> line:(\d+):(\d+)/m.exec(text) ?? [];
  const label = /^ *\| +(?:\^+|-+) (.+)$/m.exec(text)?.[1];
  return {
    file,
    ...(line !== undefined && { line: Number(line), column: Number(column) }),
    sentence: label === undefined ? title : `${title}: ${label}`,
  };
}
