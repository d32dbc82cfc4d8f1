import { CheckpointError } from '../bytes/checkpoint-error.js';
import { contentPlace } from './content.js';
import type { Limits } from './limits.js';
import type { Content } from './member.js';

/** Less is never taken for a trick. */
const HARMLESS = 1024 ** 3;
const TRICK_RATIO = 200;

/**
 * Why a file is not read from its beginning to its end: a header of 512 bytes can claim a hole of exabytes. The rule
 * is that of a compressed stream.
 * @param size bytes of the file, holes included
 */
export function holeLimit(
  content: Content,
  size: number,
  { maxUnpacked }: Limits,
): CheckpointError | undefined {
  const map = content.kind === 'stream' ? content.packed?.map : content.source.sparse;
  if (map === undefined) return undefined;
  const { stored } = map;
  const most = Math.max(maxUnpacked ?? Math.max(HARMLESS, TRICK_RATIO * stored), stored);
  if (size <= most) return undefined;
  const why = `its holes make it ${size} bytes long`;
  const hint = 'if that is meant, raise --max-unpacked SIZE';
  return new CheckpointError('limit', why, contentPlace(content), hint);
}
