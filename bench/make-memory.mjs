import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeImage, openArchive } from '../dist/index.js';
import { TarFile } from './tar-file.mjs';

const corpus = fileURLToPath(new URL('../testdata/checkpoints/', import.meta.url));
const IMAGES = join(corpus, 'rich-plain');
const PAGE = 4096;

/** Pages that stay together. */
const RUN = 16 * PAGE;

/** What a search can look for in the checkpoint: it is in it once, at the end. */
export const NEEDLE = 'UNIQUE_NEEDLE_48151623';

/** Where the memory begins. */
const START = 0x7f0000000000;

/**
 * Writes a checkpoint of one process (PID 1) with `size` bytes of memory or a little more: pages of
 * real processes in another order each time.
 * @param pagesFile gets the same pages as they would be extracted, for tools that read files
 */
export async function makeMemory(file, pagesFile, size) {
  const written = await writePages(pagesFile, size);
  const tar = new TarFile(file);
  tar.put('checkpoint/', '5', 0);
  tar.file('checkpoint/inventory.img', readFileSync(join(IMAGES, 'inventory.img')));
  tar.file('checkpoint/core-1.img', readFileSync(join(IMAGES, 'core-7663.img')));
  tar.file('checkpoint/fs-1.img', readFileSync(join(IMAGES, 'fs-7663.img')));
  for (const [name, image] of Object.entries(imagesOf(written))) {
    const pieces = [...encodeImage(JSON.stringify(image), { member: name })];
    tar.file(`checkpoint/${name}`, Buffer.concat(pieces));
  }
  tar.copy('checkpoint/pages-1.img', pagesFile, written);
  tar.close();
}

async function writePages(file, size) {
  const real = await realPages();
  const fd = openSync(file, 'w');
  const runs = Math.floor(real.length / RUN);
  let seed = 1;
  let written = 0;
  for (; written < size; written += RUN) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    writeSync(fd, real, ((seed >>> 8) % runs) * RUN, RUN, written);
  }
  written += writeSync(fd, Buffer.from(NEEDLE.padEnd(PAGE, '\0')), 0, PAGE, written);
  closeSync(fd);
  return written;
}

async function realPages() {
  const pages = [];
  for (const name of ['rich-podman.tar', 'article-crio.tar', 'app.tar.gz']) {
    const isPages = (member) => member.includes('/pages-');
    const archive = await openArchive(join(corpus, name), { keep: isPages });
    for (const member of archive.members.filter((each) => isPages(each.name))) {
      pages.push(Buffer.from(archive.source(member).read(0, member.size)));
    }
    archive.close();
  }
  return Buffer.concat(pages);
}

function imagesOf(size) {
  const addresses = [
    ...['start_code', 'end_code', 'start_data', 'end_data', 'start_stack', 'start_brk', 'brk'],
    ...['arg_start', 'arg_end', 'env_start', 'env_end'],
  ];
  const region = {
    ...{ start: START, end: START + size, pgoff: 0, shmid: 0 },
    ...{ prot: 3, flags: 0x22, status: 0x201, fd: -1 },
  };
  const mm = {
    ...Object.fromEntries(addresses.map((name) => [`mm_${name}`, 0x1000])),
    ...{ exe_file_id: 1, vmas: [region] },
  };
  const pages = { vaddr: START, nr_pages: size / PAGE, compat_nr_pages: 0, flags: 4 };
  const task = { pid: 1, ppid: 0, pgid: 1, sid: 1, threads: [1] };
  return {
    'pstree.img': { magic: 'PSTREE', entries: [task] },
    'mm-1.img': { magic: 'MM', entries: [mm] },
    'pagemap-1.img': { magic: 'PAGEMAP', entries: [{ pages_id: 1 }, pages] },
  };
}
