import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { decompress } from 'fzstd';
import { extract } from 'tar-stream';

const TESTDATA = fileURLToPath(new URL('../../testdata/', import.meta.url));

/** File contents by path: `rich-podman/checkpoint/core-1.img`, `rich-plain/core-1.img`. */
export type Files = ReadonlyMap<string, Buffer>;

/** Names in testdata/checkpoints, without the endings of archives. */
export const CHECKPOINTS = readdirSync(join(TESTDATA, 'checkpoints')).map(baseName);

/** All regular files of one checkpoint of testdata/, archives opened. */
export async function readCheckpoint(name: string): Promise<Files> {
  const entry = readdirSync(join(TESTDATA, 'checkpoints')).find((each) => baseName(each) === name);
  if (entry === undefined) throw new Error(`testdata/checkpoints has no ${name}`);
  const path = join(TESTDATA, 'checkpoints', entry);
  if (statSync(path).isDirectory()) return readDirectory(path, name);
  const files = await readTar(readFileSync(path), name);
  return files.has(`${name}/oci-layout`) ? readLayer(files, name) : files;
}

/** testdata/crit-expected.tar.gz: what CRIU's crit prints, and what it fails to. */
export async function readExpected(): Promise<ReadonlyMap<string, string>> {
  const files = await readTar(readFileSync(join(TESTDATA, 'crit-expected.tar.gz')), '');
  return new Map([...files].map(([path, bytes]) => [path, bytes.toString('utf8')]));
}

/** Rows of one of its tables, split into columns. */
export function tableRows(text: string | undefined): string[][] {
  return (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

function baseName(file: string): string {
  return file.replace(/\.tar(\.gz|\.zst)?$/, '');
}

function readDirectory(directory: string, prefix: string): Files {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    const name = `${prefix}/${entry.name}`;
    if (entry.isDirectory())
      readDirectory(path, name).forEach((bytes, key) => files.set(key, bytes));
    else if (entry.isFile()) files.set(name, readFileSync(path));
  }
  return files;
}

async function readTar(bytes: Buffer, prefix: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reader = extract();
  reader.end(plain(bytes));
  for await (const entry of reader) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (entry.header.type !== 'file') continue;
    const name = entry.header.name.replace(/^\.\//, '');
    files.set(prefix === '' ? name : `${prefix}/${name}`, Buffer.concat(chunks));
  }
  return files;
}

function plain(bytes: Buffer): Buffer {
  if (bytes.readUInt16BE(0) === 0x1f8b) return gunzipSync(bytes);
  return bytes.readUInt32LE(0) === 0xfd2fb528 ? Buffer.from(decompress(bytes)) : bytes;
}

/** The one layer of an OCI layout is its largest blob. */
async function readLayer(files: Files, name: string): Promise<Files> {
  const [layer] = [...files.values()].sort((a, b) => b.length - a.length);
  return readTar(layer ?? Buffer.alloc(0), `${name}/layer`);
}
