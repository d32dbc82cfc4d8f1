import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MIB = 1024 * 1024;

const corpus = fileURLToPath(new URL('../testdata/checkpoints/', import.meta.url));

/** Real images of 21 processes. */
const IMAGES = join(corpus, 'rich-plain');

/**
 * Writes a checkpoint archive with metadata as CRI-O writes it, real images, and `pagesSize` bytes of
 * further memory pages, which are a hole in the file: large archives cost no disk.
 */
export function makeCheckpoint(file, pagesSize) {
  const fd = openSync(file, 'w');
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
  let at = 0;
  const put = (name, type, size, content) => {
    writeSync(fd, header(name, type, size), 0, 512, at);
    at += 512;
    if (content !== undefined) writeSync(fd, content, 0, content.length, at);
    at += Math.ceil(size / 512) * 512;
  };
  put('checkpoint/', '5', 0);
  put('checkpoint/pages-999.img', '0', pagesSize);
  for (const name of readdirSync(IMAGES)) {
    const bytes = readFileSync(join(IMAGES, name));
    put(`checkpoint/${name}`, '0', bytes.length, bytes);
  }
  for (const [name, content] of Object.entries(metadata)) {
    const bytes = Buffer.from(content);
    put(name, '0', bytes.length, bytes);
  }
  ftruncateSync(fd, at + 1024);
  closeSync(fd);
}

function header(name, type, size) {
  const block = Buffer.alloc(512);
  const octal = (value, at, width) => block.write(value.toString(8).padStart(width - 1, '0'), at);
  block.write(name, 0);
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write('ustar\u000000', 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}
