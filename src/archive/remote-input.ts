import type { RegistryImage } from './image/registry-image.js';
import type { Limits } from './limits.js';
import type { Content } from './member.js';

/** What lies on a server. */
export type RemoteInput =
  | {
      readonly kind: 'content';
      readonly content: Content;
      /** Asks for what passes by once more. */
      readonly again?: () => Content;
      readonly close: () => void;
    }
  | ({ readonly kind: 'image' } & RegistryImage);

/** @throws CheckpointError `network`, `not-found`, `not-readable` */
export async function openRemote(file: string, limits: Limits): Promise<RemoteInput> {
  if (file.startsWith('docker://')) {
    const { openRegistryImage } = await import('./image/registry-image.js');
    return { kind: 'image', ...(await openRegistryImage(file, limits)) };
  }
  const { openUrl } = await import('../remote/open-url.js');
  const opened = await openUrl(file, limits.remote ?? {});
  const { close } = opened;
  if (opened.kind === 'source') return { kind: 'content', content: opened, close };
  const stream = (chunks: AsyncIterable<Uint8Array>): Content => ({
    kind: 'stream',
    place: { file },
    chunks,
  });
  const again = (): Content => stream(opened.again());
  return { kind: 'content', content: stream(opened.chunks), again, close };
}
