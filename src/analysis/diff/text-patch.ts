import { decodeText } from '../../bytes/text.js';

/** Lines that may be added and removed: what differs in more is another text. */
const MAX_EDITS = 2000;

/**
 * What differs between two texts, as diff -u prints it; of a file that is new or gone all lines. Undefined for what is
 * no text, and for what is the same.
 * @param before undefined where there is none, as `after`
 */
export async function patchOf(
  path: string,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
): Promise<string | undefined> {
  const [was, is] = [textOf(before), textOf(after)];
  if ((was ?? '') === (is ?? '') || (before !== undefined && was === undefined)) return undefined;
  if (after !== undefined && is === undefined) return undefined;
  // Nobody else needs it.
  const { createTwoFilesPatch } = await import('diff');
  const names = [
    was === undefined ? '/dev/null' : path,
    is === undefined ? '/dev/null' : path,
  ] as const;
  const patch: string | undefined = createTwoFilesPatch(
    ...names,
    was ?? '',
    is ?? '',
    undefined,
    undefined,
    {
      context: 3,
      maxEditLength: MAX_EDITS,
      headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
    },
  );
  return patch ?? `more than ${MAX_EDITS} lines are others\n`;
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined || bytes.includes(0) ? undefined : decodeText(bytes);
}
