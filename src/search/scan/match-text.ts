import { encodeText } from '../../bytes/text.js';
import { branchesOf } from '../matching/pattern-set.js';
import { Scanner } from './scanner.js';

/**
 * Whether texts have a match of a regular expression in them, in the dialect of `grep` and in time that
 * does not explode.
 * @throws CheckpointError `usage` for an expression that is wrong; when asked, `limit` for one too costly
 */
export function textMatcher(expression: string): (text: string) => boolean {
  const branches = branchesOf([{ kind: 'regexp', text: expression }], {
    ignoreCase: false,
    wholeWords: false,
    encodings: ['utf-8'],
  });
  const scanner = new Scanner([{ kind: 'patterns', branches }]);
  return (text) => {
    const bytes = encodeText(text);
    const end = bytes.length;
    const { found } = scanner.scan({
      parts: [{ kind: 'bytes', at: 0, bytes }],
      runs: [{ start: 0, from: 0, until: end, end }],
    });
    return found.some(({ hits }) => hits.length > 0);
  };
}
