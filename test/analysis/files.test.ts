import { describe, expect, test } from 'vitest';
import { describeDescriptor } from '../../src/model/describe/describe-descriptor.js';
import { describeFile } from '../../src/model/describe/describe-file.js';
import { filesOf, type FilesResult } from '../../src/analysis/files.js';
import { isAbsent } from '../../src/model/absent.js';
import type { Descriptor } from '../../src/model/descriptors/descriptors.js';
import { readProcesses } from '../../src/model/processes.js';
import { known } from '../support/known.js';
import { openCheckpoint } from '../support/open-checkpoint.js';

function descriptorsOf(result: FilesResult, pid: number): readonly Descriptor[] {
  return known(result.processes.find((each) => each.pid === pid)?.descriptors);
}

/** The descriptors of the first process with this name. */
async function descriptorsOfComm(checkpointName: string, comm: string) {
  const checkpoint = await openCheckpoint(checkpointName);
  const processes = readProcesses(checkpoint);
  const pid = processes.find((each) => each.comm === comm)?.pid ?? -1;
  const result = filesOf(checkpoint);
  expect(result.warnings).toEqual([]);
  return { pid, result, descriptors: descriptorsOf(result, pid) };
}

const RICH = ['rich-podman.tar', 'rich-plain', 'old-v3.19', 'old-v3.3'];

describe.each([
  ...RICH,
  'weird-utf8',
  'weird-bytes',
  'shell-job',
  'userns.tar',
  'pidns',
  'compat32',
  'article-crio.tar',
])('%s', (name) => {
  test('every descriptor is told, none as a type and a number', async () => {
    const result = filesOf(await openCheckpoint(name));
    expect(result.warnings).toEqual([]);
    let count = 0;
    for (const process of result.processes) {
      if (isAbsent(process.descriptors)) {
        expect(process.descriptors.absent).toBe('the process has ended');
        continue;
      }
      for (const descriptor of process.descriptors) {
        count++;
        expect(descriptor.file.type).not.toBe('UNKNOWN');
        const text = describeDescriptor(descriptor);
        expect(text).not.toMatch(/unavailable|unknown|^[A-Z]+\.\d+/);
      }
      for (const place of [process.cwd, process.root, process.exe]) {
        expect(isAbsent(place) ? place.absent : describeFile(place)).toMatch(/^[/f]/);
      }
    }
    expect(count).toBeGreaterThan(0);
  });
});

describe.each(RICH)('the descriptors planted in %s', (name) => {
  const textsOf = async () => {
    const { descriptors } = await descriptorsOfComm(name, 'rich-files');
    return descriptors.map(describeDescriptor);
  };

  test('say what they are', async () => {
    const texts = await textsOf();
    const find = (pattern: RegExp) => texts.filter((text) => pattern.test(text));
    expect(find(/^pipe \[\d+\] read end, written by \d+\/4 \(25 B unread\)$/)).toHaveLength(1);
    expect(find(/^pipe \[\d+\] write end, read by \d+\/3 \(25 B unread\)$/)).toHaveLength(1);
    expect(
      find(/^fifo .*ghost-fifo \(deleted, kept in ghost-file-\d\.img\) both ends/),
    ).toHaveLength(1);
    expect(find(/^eventfd counter 3735928559 O_NONBLOCK$/)).toHaveLength(1);
    expect(find(/^signalfd SIGUSR1, SIGCHLD, SIGRTMAX O_NONBLOCK$/)).toHaveLength(1);
    expect(find(/^timerfd CLOCK_MONOTONIC next in [\d.]+ s every 60\.000000005 s/)).toHaveLength(1);
    expect(find(/^timerfd CLOCK_BOOTTIME/)).toHaveLength(1);
    expect(find(/^eventpoll of /)).toHaveLength(2);
    expect(
      find(/^inotify of .*watched-dir IN_ACCESS\|.*watched\.txt IN_MODIFY\|IN_ATTRIB/),
    ).toHaveLength(1);
    expect(find(/^fanotify of .*inode .*watched-dir FAN_MODIFY\|FAN_OPEN/)).toHaveLength(1);
    expect(
      find(/ghost\.txt O_RDWR pos 34 size 34 \(deleted, 34 B kept in ghost-file-2\.img\)$/),
    ).toHaveLength(1);
    expect(
      find(/sparse-ghost .* size 900000 \(deleted, \d+ B kept in ghost-file-3\.img\)/),
    ).toHaveLength(1);
    expect(find(/gone-dir \(directory\).*\(deleted, kept in/)).toHaveLength(1);
    expect(find(/append\.log O_WRONLY\|O_APPEND\|O_NONBLOCK pos 9$/)).toHaveLength(1);
    expect(find(/^tty .*ptmx master of pts\/\d O_RDWR 132x51 \(35 B unread\)$/)).toHaveLength(1);
    expect(find(/^tty .*pts\/(\d) slave of pts\/\1 O_RDWR 132x51 \(15 B unread\)$/)).toHaveLength(
      1,
    );
    expect(find(/^tun richtun0$/)).toHaveLength(1);
    expect(find(/^namespace ipc/)).toHaveLength(1);
  });

  test('hold their locks', async () => {
    const texts = await textsOf();
    const find = (pattern: RegExp) => texts.filter((text) => pattern.test(text));
    expect(
      find(/\(POSIX write lock by \d+, bytes 0-9\) \(POSIX read lock by \d+, bytes 20-end\)$/),
    ).toHaveLength(1);
    expect(find(/\(FLOCK write lock by \d+, whole file\)$/)).toHaveLength(1);
    // Locks of these two kinds came to CRIU after 3.3.
    if (name === 'old-v3.3') return;
    expect(find(/\(OFD write lock by \d+, bytes 3-6\)$/)).toHaveLength(1);
    expect(find(/leased O_RDONLY\|FASYNC .*\(LEASE read lock/)).toHaveLength(1);
  });
});

test.each(['rich-podman.tar', 'rich-plain'])(
  '%s: a deleted name of a file that has others',
  async (name) => {
    const { descriptors } = await descriptorsOfComm(name, 'rich-files');
    const linked = descriptors
      .map(({ file }) => file)
      .filter((file) => file.type === 'REG' && file.remap?.kind === 'linked');
    expect(linked.map((file) => describeFile(file))).toEqual([
      expect.stringMatching(/link-a \(deleted, kept as .*\/link_remap\.109\)$/),
    ]);
  },
);

test('files that newer kernels and CRIU have: memfd, bpf maps, pidfd', async () => {
  const { descriptors } = await descriptorsOfComm('rich-podman.tar', 'rich-files');
  const texts = descriptors.map(describeDescriptor);
  expect(texts).toContain('memfd:rich memfd € O_RDWR pos 33 size 20497 F_SEAL_SHRINK|F_SEAL_GROW');
  expect(texts).toContain('bpf map rich_array (array, key 4 B, value 8 B, at most 6 entries)');
  expect(texts).toContain('bpf map rich_hash (hash, key 5 B, value 3 B, at most 10 entries)');
  expect(texts).toContain('pidfd of process 9');
  expect(texts).toContain('pidfd of process 1');
});

test('epoll targets are the open files, not only numbers', async () => {
  const { descriptors } = await descriptorsOfComm('rich-podman.tar', 'rich-files');
  const polls = descriptors.map(({ file }) => file).filter((file) => file.type === 'EVENTPOLL');
  const kinds = polls.flatMap(({ targets }) =>
    targets.map(({ fd, file }) => [fd, isAbsent(file) ? file.absent : file.type]),
  );
  expect(kinds).toEqual([
    [7, 'PIPE'],
    [13, 'SIGNALFD'],
    [14, 'TIMERFD'],
    [11, 'EVENTFD'],
    [12, 'EVENTFD'],
    [17, 'EVENTPOLL'],
  ]);
});

test('mounts, modes and who is signalled', async () => {
  const { descriptors } = await descriptorsOfComm('rich-podman.tar', 'rich-files');
  const at = (fd: number) => descriptors.find((each) => each.fd === fd);
  expect(at(25)?.file).toMatchObject({
    mount: { id: 116, point: '/data' },
    remap: { kind: 'ghost', uid: 0, gid: 0 },
  });
  expect(at(40)?.file).toMatchObject({ mount: { point: '/scratch' } });
  expect(at(7)?.file).toMatchObject({
    signalOwner: { pid: 9, target: 'process', signal: 'SIGIO' },
  });
  expect(at(32)?.file).toMatchObject({ inodeType: 'directory' });
});

test('files in flight between processes are told too', async () => {
  const { inFlight } = filesOf(await openCheckpoint('rich-podman.tar'));
  expect(inFlight.map(({ file, receivers }) => [describeFile(file), receivers])).toEqual([
    [expect.stringMatching(/^pipe \[2676297\] read end.*\(27 B unread\)$/), [{ pid: 8, fd: 10 }]],
    [expect.stringMatching(/^pipe \[2676297\] write end/), [{ pid: 8, fd: 10 }]],
  ]);
});

test('a tun device of a dumped network namespace, a file of /proc', async () => {
  const plain = await descriptorsOfComm('old-v3.3', 'rich-files');
  expect(plain.descriptors.map(({ file }) => file)).toContainEqual(
    expect.objectContaining({ type: 'TUNF', device: 'richtun0', mode: 'tun' }),
  );
  const files = plain.descriptors.map(({ file }) => file).filter((file) => file.type === 'REG');
  expect(files.filter(({ remap }) => remap?.kind === 'procfs')).toMatchObject([
    { remap: { pid: plain.pid } },
  ]);
});

test('a shell job: its terminal, and a file given in from outside', async () => {
  const result = filesOf(await openCheckpoint('shell-job'));
  const texts = descriptorsOf(result, 8405).map(describeDescriptor);
  expect(texts[0]).toBe('tty /dev/pts/0 slave of pts/0 O_RDWR session 8402 foreground 8402');
  expect(texts).toContainEqual(
    expect.stringMatching(/^file\[1b:21002f\] O_RDONLY .*\(external\)$/),
  );
});

test('names that are not UTF-8 keep their bytes', async () => {
  const result = filesOf(await openCheckpoint('weird-bytes'));
  const texts = result.processes.flatMap(({ pid }) =>
    descriptorsOf(result, pid).map(describeDescriptor),
  );
  expect(texts.some((text) => /gone-[\udc80-\udcff]/u.test(text) && text.includes('deleted'))).toBe(
    true,
  );
  expect(texts).toContainEqual(
    expect.stringMatching(/really there \(deleted\) O_RDWR pos 0 size 0$/),
  );
  expect(texts).toContainEqual(expect.stringMatching(/^memfd:mem-[\udc80-\udcff]/u));
});
