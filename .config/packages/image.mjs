import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { binaryNotices } from '../notices.mjs';
import { SHARED } from '../program-options.mjs';
import { setModes } from './set-modes.mjs';

const root = SHARED.absWorkingDir;

/**
 * Makes the folder that a container image is built of: `podman build dist/packages/image`. The image has no system:
 * the program, and the few libraries of the C runtime that it asks for, which are those of this machine.
 */
export function imageFolder(directory, binary) {
  const folder = join(directory, 'image');
  const rootfs = join(folder, 'rootfs');
  put(rootfs, '/usr/bin/checkpointctl', binary);
  for (const name of ['crit', 'coredump'])
    symlinkSync('checkpointctl', join(rootfs, 'usr/bin', name));
  for (const library of librariesOf(binary)) put(rootfs, library, library);
  const documents = join(rootfs, 'usr/share/doc');
  mkdirSync(join(documents, 'checkpointctl'), { recursive: true });
  writeFileSync(join(documents, 'checkpointctl/copyright'), binaryNotices());
  const libc = '/usr/share/doc/libc6/copyright';
  if (existsSync(libc)) put(documents, 'libc6/copyright', libc);
  writeFileSync(join(folder, 'Containerfile'), containerfile());
  setModes(folder);
  return folder;
}

/** What the dynamic linker would load: lines such as `libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x...)`. */
function librariesOf(binary) {
  const listed = execFileSync('ldd', [binary], { encoding: 'utf8' });
  return [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path);
}

/** Links on the way to a file are followed: whoever asks for it finds it there. */
function put(folder, name, file) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  cpSync(file, join(folder, name), { dereference: true });
}

function containerfile() {
  const { description, license, version } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  return `# podman run --rm --network=none -v "$PWD:/evidence:ro" IMAGE show checkpoint.tar
FROM scratch
LABEL org.opencontainers.image.title="checkpointctl" \\
      org.opencontainers.image.description=${JSON.stringify(description)} \\
      org.opencontainers.image.version="${version}" \\
      org.opencontainers.image.licenses="${license}"
COPY rootfs/ /
ENV PATH=/usr/bin
WORKDIR /evidence
ENTRYPOINT ["/usr/bin/checkpointctl"]
CMD ["--help"]
`;
}
