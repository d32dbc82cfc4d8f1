import type { Rule } from './rule.js';

/**
 * The rules that globs name: all without any, and without those that others name.
 * @returns `unknown` has the globs that name none
 */
export function chooseRules(
  rules: readonly Rule[],
  wanted: readonly string[] | undefined,
  unwanted: readonly string[] = [],
): { readonly rules: readonly Rule[]; readonly unknown: readonly string[] } {
  const fits =
    ({ id }: Rule) =>
    (glob: string) =>
      globPattern(glob).test(id);
  return {
    rules: rules.filter((rule) => (wanted?.some(fits(rule)) ?? true) && !unwanted.some(fits(rule))),
    unknown: [...(wanted ?? []), ...unwanted].filter(
      (glob) => !rules.some((rule) => fits(rule)(glob)),
    ),
  };
}

function globPattern(glob: string): RegExp {
  const parts = glob.split(/([*?])/).map((part) => {
    if (part === '*') return '.*';
    return part === '?' ? '.' : part.replace(/[\\^$.+()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}
