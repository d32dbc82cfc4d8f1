import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TarFile } from './tar-file.mjs';

export const MIB = 1024 * 1024;

const corpus = fileURLToPath(new URL('../testdata/checkpoints/', import.meta.url));

/** Real images of 21 processes. */
const IMAGES = join(corpus, 'rich-plain');

/**
 * Writes a checkpoint archive with metadata as CRI-O writes it, real images, and `pagesSize` bytes of
 * further memory pages, which are a hole in the file: large archives cost no disk.
 */
export function makeCheckpoint(file, pagesSize) {
  const tar = new TarFile(file);
  const metadata = {
    'config.dump': JSON.stringify({
      id: 'f'.repeat(64),
      name: 'bench',
      rootfsImageName: 'quay.io/example/bench:1',
      runtime: 'runc',
      createdTime: '2026-01-02T03:04:05.678Z',
    }),
    'spec.dump': JSON.stringify({
      annotations: {
        'io.container.manager': 'cri-o',
        'io.kubernetes.cri-o.Metadata': '{"name":"bench"}',
        'io.kubernetes.cri-o.IP.0': '10.88.0.42',
      },
    }),
    'stats-dump': readFileSync(join(corpus, 'rich-plain/stats-dump')),
  };
  tar.put('checkpoint/', '5', 0);
  tar.put('checkpoint/pages-999.img', '0', pagesSize);
  for (const name of readdirSync(IMAGES)) {
    tar.file(`checkpoint/${name}`, readFileSync(join(IMAGES, name)));
  }
  for (const [name, content] of Object.entries(metadata)) tar.file(name, Buffer.from(content));
  tar.close();
}
