/**
 * The components of a member's name that can be written below a directory, or why it cannot.
 * No component of an archive's name may lead anywhere but down.
 */
export function safeComponents(name: string): string[] | { readonly unsafe: string } {
  if (name.startsWith('/')) return { unsafe: 'its name is absolute' };
  if (name.includes('\0')) return { unsafe: 'its name has a NUL byte' };
  const components = name.split('/').filter((component) => component !== '.');
  if (components.includes('..')) return { unsafe: 'its name leads upwards (..)' };
  if (components.includes('')) return { unsafe: 'its name has an empty component' };
  return components;
}

/**
 * Whether a symlink in this directory stays below the root. Upward steps may stand first only: behind a
 * name they would count from where that name leads, if it is a link itself.
 * @param directory components of the link's directory, none of which is a link
 */
export function staysBelow(directory: readonly string[], target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return false;
  const components = target.split('/').filter((part) => part !== '.' && part !== '');
  const up = components.findIndex((part) => part !== '..');
  const steps = up < 0 ? components.length : up;
  return steps <= directory.length && !components.slice(steps).includes('..');
}
