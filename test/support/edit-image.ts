import { parse, stringify } from 'lossless-json';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { alterImage } from './altered-checkpoint.js';
import { decode, encode } from './codec.js';

/** An entry of an image in crit's JSON; numbers keep all their digits. */
export type EditedEntry = Record<string, unknown>;

/** The same checkpoint, where the entries of an image were edited in crit's JSON. */
export function editImage(
  checkpoint: Checkpoint,
  name: string,
  edit: (entries: EditedEntry[]) => void,
): Checkpoint {
  return alterImage(checkpoint, name, (bytes) => {
    const image = parse(decode(bytes, undefined, name)) as { entries: EditedEntry[] };
    edit(image.entries);
    return encode(stringify(image) ?? '');
  });
}

/** Sets a field of an entry: `tc.rlimits.rlimits.7.cur`. */
export function put(entry: unknown, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = entry as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
}
