import type { RuleMessage } from './rule-set.js';

/** `rules.yar:3:14: unknown identifier` */
export function messageText({ file, line, column, sentence }: RuleMessage): string {
  const place = line === undefined ? [file] : [file, line, column];
  return [...place.filter((part) => part !== undefined), ` ${sentence}`].join(':').trim();
}
