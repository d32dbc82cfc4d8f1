import type { RuleVariable } from '../../search/yara/rule-set.js';
import { UsageError } from '../usage-error.js';

/** `NAME=VALUE`, whose value is what it looks like, as for YARA: a number, true, false, or a text. */
export function parseVariable(word: string): RuleVariable {
  const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
  if (name === undefined) throw new UsageError(`invalid --define: ${word} is not NAME=VALUE`);
  return { name, value: valueOf(value) };
}

function valueOf(text: string): RuleVariable['value'] {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  if (/^-?\d+\.\d+$/.test(text)) return Number(text);
  return text;
}
