import type { OfferedValue } from './offered-value.js';

/** More names than this are told folder by folder. */
const MOST = 1000;

/** The values, or as far as they differ first, up to the next slash or colon of each. */
export function steps(values: readonly OfferedValue[], typed: string): readonly OfferedValue[] {
  let from = typed.length;
  while (values.length > MOST) {
    const begin = from;
    const cut = new Set(
      values.map(({ value }) => {
        const end = value.slice(begin).search(/[/:]/);
        return end === -1 ? value : value.slice(0, begin + end + 1);
      }),
    );
    if (cut.size > 1) return [...cut].map((value) => ({ value }));
    const [only = ''] = cut;
    from = only.length;
  }
  return values;
}
