import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
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

const ADDRESSES = [
  ...['start_code', 'end_code', 'start_data', 'end_data', 'start_stack', 'start_brk', 'brk'],
  ...['arg_start', 'arg_end', 'env_start', 'env_end'],
];

/** A region of private memory, but for its addresses. */
const ANONYMOUS = { pgoff: 0, shmid: 0, prot: 3, flags: 0x22, status: 0x201, fd: -1 };

/**
 * Writes a checkpoint of one process (PID 1) with `size` bytes of memory or a little more: pages of
 * real processes in another order each time.
 * @param pagesFile gets the same pages as they would be extracted, for tools that read files
 */
export async function makeMemory(file, pagesFile, size) {
  const written = await writePages(pagesFile, size);
  const region = { ...ANONYMOUS, start: START, end: START + written };
  const tar = new TarFile(file);
  putProcess(tar, [region]);
  putImages(tar, { 'pagemap-1.img': pagemap(1, START, written) });
  tar.copy('checkpoint/pages-1.img', pagesFile, written);
  tar.close();
}

/**
 * Writes a checkpoint of one process with what `recover` takes out: a System V segment of half of `size`,
 * a memfd and a deleted file of a quarter each.
 * @param folder where the files are written that are to come out of it, and nothing else
 */
export async function makeRecoverable(file, folder, size) {
  const at = (name) => join(folder, name);
  mkdirSync(folder);
  const shared = await writePages(at('shared'), size / 2);
  const memfd = await writePages(at('memfd'), size / 4);
  const deleted = await writePages(at('deleted'), size / 4);
  const owner = { uid: 0, gid: 0 };
  const mapped = { ...ANONYMOUS, flags: 1 };
  const middle = START + shared;
  const tar = new TarFile(file);
  putProcess(tar, [
    { ...mapped, start: START, end: middle, shmid: 1, status: 0x401 },
    { ...mapped, start: middle, end: middle + memfd, shmid: 2, status: 0x4001 },
  ]);
  const desc = { ...owner, key: 0, id: 1, cuid: 0, cgid: 0, mode: 0o600 };
  const fown = { uid: 0, euid: 0, signum: 0, pid_type: 0, pid: 0 };
  const open = { id: 2, flags: 2, pos: 0, fown, inode_id: 1 };
  const inode = { name: 'bench', ...owner, size: memfd, shmid: 3, seals: 0, inode_id: 1 };
  putImages(tar, {
    'ipcns-shm-1.img': { magic: 'IPCNS_SHM', entries: [{ desc, size: shared, in_pagemaps: true }] },
    'files.img': { magic: 'FILES', entries: [{ type: 'MEMFD', id: 2, memfd: open }] },
    'memfd.img': { magic: 'MEMFD_INODE', entries: [inode] },
    'pagemap-shmem-1.img': pagemap(1, 0, shared),
    'pagemap-shmem-3.img': pagemap(2, 0, memfd),
  });
  tar.copy('checkpoint/pages-1.img', at('shared'), shared);
  tar.copy('checkpoint/pages-2.img', at('memfd'), memfd);
  const ghost = { magic: 'GHOST_FILE', entries: [{ ...owner, mode: 0o100644, extra: '' }] };
  tar.copy('checkpoint/ghost-file-1.img', at('deleted'), deleted, encoded('ghost', ghost));
  tar.close();
}

function putProcess(tar, vmas) {
  const own = (name) => readFileSync(join(IMAGES, name));
  tar.put('checkpoint/', '5', 0);
  tar.file('checkpoint/inventory.img', own('inventory.img'));
  tar.file('checkpoint/core-1.img', own('core-7663.img'));
  tar.file('checkpoint/fs-1.img', own('fs-7663.img'));
  const task = { pid: 1, ppid: 0, pgid: 1, sid: 1, threads: [1] };
  const mm = {
    ...Object.fromEntries(ADDRESSES.map((name) => [`mm_${name}`, 0x1000])),
    ...{ exe_file_id: 1, vmas },
  };
  putImages(tar, {
    'pstree.img': { magic: 'PSTREE', entries: [task] },
    'mm-1.img': { magic: 'MM', entries: [mm] },
  });
}

function putImages(tar, images) {
  for (const [name, image] of Object.entries(images)) {
    tar.file(`checkpoint/${name}`, encoded(name, image));
  }
}

function encoded(name, image) {
  return Buffer.concat([...encodeImage(JSON.stringify(image), { member: name })]);
}

function pagemap(id, start, size) {
  const pages = { vaddr: start, nr_pages: size / PAGE, compat_nr_pages: 0, flags: 4 };
  return { magic: 'PAGEMAP', entries: [{ pages_id: id }, pages] };
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
