import type { Member } from '../member.js';

/** Whiteouts of the OCI image spec (layer.md): a file `.wh.NAME`, or one that hides all below. */
export const WHITEOUT = '.wh.';
export const OPAQUE = '.wh..wh..opq';

/**
 * What is left of several layers, laid over one another from the lowest on: a later member replaces one
 * of its name, a file replaces a directory with all below, a whiteout removes what layers before it had.
 */
export function mergeLayers<Entry extends { readonly member: Member }>(
  layers: readonly (readonly Entry[])[],
): Entry[] {
  const [only, ...others] = layers;
  if (only === undefined || others.length === 0) return [...(only ?? [])];
  let merged: Entry[] = [];
  for (const layer of layers) {
    const replaced = new Set<string>();
    const emptied = new Set<string>();
    const kept = layer.filter(({ member }) => {
      const cut = member.name.lastIndexOf('/') + 1;
      const parent = member.name.slice(0, Math.max(cut - 1, 0));
      const base = member.name.slice(cut);
      if (base === OPAQUE) emptied.add(parent);
      else if (base.startsWith(WHITEOUT)) {
        const name = base.slice(WHITEOUT.length);
        // No file has such a name: a whiteout of it takes nothing away, and surely not the directory above.
        if (['', '.', '..'].includes(name)) return false;
        replaced.add(member.name.slice(0, cut) + name);
        emptied.add(member.name.slice(0, cut) + name);
      } else {
        replaced.add(member.name);
        if (member.type !== 'directory') emptied.add(member.name);
        return true;
      }
      return false;
    });
    merged = merged.filter(
      ({ member }) => !replaced.has(member.name) && !isBelowAny(member.name, emptied),
    );
    for (const entry of kept) merged.push(entry);
  }
  return merged;
}

/** The empty name is the root. */
function isBelowAny(name: string, directories: ReadonlySet<string>): boolean {
  if (directories.size === 0) return false;
  if (directories.has('') && name !== '.') return true;
  // Linux knows no longer paths; a name of a million slashes must not cost their square.
  for (let cut = name.lastIndexOf('/', 4096); cut > 0; cut = name.lastIndexOf('/', cut - 1)) {
    if (directories.has(name.slice(0, cut))) return true;
  }
  return false;
}
