import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeImage } from '../dist/index.js';
import { TarFile } from './tar-file.mjs';

const IMAGES = fileURLToPath(new URL('../testdata/checkpoints/rich-plain/', import.meta.url));

/** A real process with threads, descriptors and some dozens of regions. */
const MODEL = 7700;

/** Writes a checkpoint of `count` processes, each the child of the one that is half its number; none has memory pages. */
export function makeProcesses(file, count) {
  const tar = new TarFile(file);
  const put = (name, content) => {
    tar.file(`checkpoint/${name}`, content);
  };
  const encode = (name, magic, entries) => {
    put(
      name,
      Buffer.concat([...encodeImage(JSON.stringify({ magic, entries }), { member: name })]),
    );
  };
  const own = (kind) => readFileSync(join(IMAGES, `${kind}-${MODEL}.img`));
  const images = Object.fromEntries(
    ['core', 'fs', 'mm', 'pagemap'].map((kind) => [kind, own(kind)]),
  );
  const descriptors = readFileSync(join(IMAGES, 'fdinfo-10.img'));
  tar.put('checkpoint/', '5', 0);
  for (const name of ['inventory.img', 'files.img', 'utsns-11.img']) {
    put(name, readFileSync(join(IMAGES, name)));
  }
  const pids = Array.from({ length: count }, (_, index) => index + 1);
  const task = (pid) => ({ pid, ppid: pid >> 1, pgid: 1, sid: 1, threads: [pid] });
  encode('pstree.img', 'PSTREE', pids.map(task));
  for (const pid of pids) {
    for (const [kind, content] of Object.entries(images)) put(`${kind}-${pid}.img`, content);
    encode(`ids-${pid}.img`, 'IDS', [
      { vm_id: pid, files_id: pid, fs_id: pid, sighand_id: pid, pid_ns_id: 1, net_ns_id: 2 },
    ]);
    put(`fdinfo-${pid}.img`, descriptors);
  }
  tar.close();
}
