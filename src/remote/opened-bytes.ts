import type { ByteSource } from '../bytes/byte-source.js';
import type { Session } from './http/session.js';
import { type Expected, openTarget } from './ranges/open-target.js';
import { rangeSource } from './ranges/range-source.js';
import type { RangeReader } from './ranges/range-thread.js';
import type { Validator } from './ranges/validator.js';

/** What lies on a server, as it lets itself be read. */
export type RemoteBytes =
  /** In random access. */
  | { readonly kind: 'source'; readonly source: ByteSource }
  /** Once, in order; `again` asks for it once more. */
  | {
      readonly kind: 'stream';
      readonly chunks: AsyncIterable<Uint8Array>;
      readonly again: () => AsyncIterable<Uint8Array>;
      readonly drop: () => void;
    };

/** @param check told what tells that it is still the same */
export async function openBytes(
  session: Session,
  reader: RangeReader,
  url: URL,
  expected: Expected,
  check: (validator: Validator) => void = () => undefined,
): Promise<RemoteBytes> {
  const opened = await openTarget(session, url, expected);
  if (opened.kind === 'ranges') {
    const { target, first } = opened;
    check(target.validator ?? {});
    return { kind: 'source', source: rangeSource(target, reader, first) };
  }
  check(opened.validator);
  const reopen = async function* (): AsyncGenerator<Uint8Array> {
    const once = await openBytes(session, reader, url, expected, check);
    if (once.kind === 'stream') yield* once.chunks;
    else yield once.source.read(0, once.source.size);
  };
  const { chunks, drop } = opened;
  return { kind: 'stream', chunks, again: reopen, drop };
}
