import { isAbsent } from '../absent.js';
import type { BpfMap } from '../descriptors/bpf-map.js';
import type { EventPoll } from '../descriptors/event-poll.js';
import type { ExternalFile, TunFile } from '../descriptors/kernel-files.js';
import type { Memfd } from '../descriptors/memfd.js';
import type { OpenFile, UnknownFile } from '../descriptors/open-file.js';
import type { Fifo, Pipe } from '../descriptors/pipe.js';
import type { RegularFile } from '../descriptors/regular-file.js';
import type { Remap } from '../descriptors/remap.js';
import type { Terminal } from '../descriptors/terminal.js';
import { describeFanotify, describeInotify, describeTimer } from './describe-events.js';
import { describeSocket } from './describe-socket.js';
import { holdersText, list, text, words } from './words.js';

/**
 * An open file in a line of words.
 * @param opened its open flags; undefined for a file that is referred to by no descriptor
 */
export function describeFile(file: OpenFile, opened?: string): string {
  switch (file.type) {
    case 'REG':
      return describeRegular(file, opened);
    case 'PIPE':
      return describePipe(file, `pipe [${file.pipeId}]`);
    case 'FIFO':
      return describePipe(
        file,
        isAbsent(file.file) ? 'fifo' : `fifo ${describeRegular(file.file)}`,
      );
    case 'INETSK':
    case 'UNIXSK':
    case 'NETLINKSK':
    case 'PACKETSK':
      return describeSocket(file);
    case 'EVENTFD':
      return `eventfd counter ${text(file.counter, 'unknown')}`;
    case 'EVENTPOLL':
      return describeEventPoll(file);
    case 'SIGNALFD':
      return `signalfd ${isAbsent(file.signals) ? 'unknown signals' : list(file.signals)}`;
    case 'TIMERFD':
      return describeTimer(file);
    case 'INOTIFY':
      return describeInotify(file);
    case 'FANOTIFY':
      return describeFanotify(file);
    case 'MEMFD':
      return describeMemfd(file, opened);
    case 'TTY':
      return describeTerminal(file, opened);
    case 'NS':
      return `namespace ${text(file.namespace, 'unknown')} (id ${text(file.namespaceId, 'unknown')})`;
    case 'TUNF':
      return describeTun(file);
    case 'BPFMAP':
      return describeBpfMap(file);
    case 'PIDFD':
      return file.pid === undefined
        ? 'pidfd of a process that was gone'
        : `pidfd of process ${text(file.pid, 'unknown')}`;
    case 'EXT':
      return describeExternal(file);
    case 'UNKNOWN':
      return describeUnknown(file);
  }
}

function describeRegular(file: RegularFile, opened?: string): string {
  const { position, remap, inodeType, sizeBytes } = file;
  const seekable = inodeType === 'regular file' || isAbsent(inodeType);
  return words([
    text(file.path, '(path unknown)'),
    inodeType === 'directory' && '(directory)',
    opened,
    opened !== undefined && seekable && !isAbsent(position) && `pos ${position}`,
    opened !== undefined && !isAbsent(sizeBytes) && `size ${sizeBytes}`,
    remap && `(${describeRemap(remap, inodeType)})`,
    file.external && '(external)',
  ]);
}

function describeRemap(remap: Remap, inodeType: RegularFile['inodeType']): string {
  switch (remap.kind) {
    case 'ghost':
      if (isAbsent(remap.keptBytes)) return `deleted, ${remap.keptBytes.absent}`;
      return inodeType === 'regular file' || remap.keptBytes > 0n
        ? `deleted, ${remap.keptBytes} B kept in ${remap.image}`
        : `deleted, kept in ${remap.image}`;
    case 'linked':
      return `deleted, kept as ${text(remap.path, 'a link that is not known')}`;
    case 'procfs':
      return `a /proc file of process ${remap.pid}`;
  }
}

function describePipe(file: Pipe | Fifo, name: string): string {
  const { end, readers, writers, waitingBytes } = file;
  const nobody = 'no process of the checkpoint';
  const readBy = `read by ${holdersText(readers, nobody)}`;
  const writtenBy = `written by ${holdersText(writers, nobody)}`;
  const ends = isAbsent(end)
    ? `end unknown, ${readBy}, ${writtenBy}`
    : {
        read: `read end, ${writtenBy}`,
        write: `write end, ${readBy}`,
        both: `both ends, ${readBy}, ${writtenBy}`,
      }[end];
  const unread = isAbsent(waitingBytes) || waitingBytes === 0 ? '' : `(${waitingBytes} B unread)`;
  const owner = file.type === 'PIPE' ? file.owner : undefined;
  const owned = owner !== undefined && `(of uid ${owner.uid}, gid ${owner.gid})`;
  return words([name, ends, unread, owned]);
}

function describeEventPoll({ targets }: EventPoll): string {
  if (targets.length === 0) return 'eventpoll without targets';
  const told = targets.map(({ fd, events, file }) => {
    const what = isAbsent(file) ? file.absent : file.type.toLowerCase();
    return `${fd} (${what}) ${events.join('|')}`;
  });
  return `eventpoll of ${list(told)}`;
}

function describeMemfd(file: Memfd, opened: string | undefined): string {
  const { seals } = file;
  return words([
    `memfd:${text(file.name, '(name unknown)')}`,
    opened,
    opened !== undefined && !isAbsent(file.position) && `pos ${file.position}`,
    `size ${text(file.sizeBytes, 'unknown')}`,
    !isAbsent(seals) && seals.length > 0 && seals.join('|'),
  ]);
}

function describeTerminal(file: Terminal, opened: string | undefined): string {
  const { role, index, window, modes, sid, waitingBytes } = file;
  const pty = role === 'master' || role === 'slave';
  const side = pty && !isAbsent(index) ? `${role} of pts/${index}` : text(role, 'kind unknown');
  const prompt = !isAbsent(modes) && modes.canonical && !modes.echo;
  return words([
    `tty ${text(file.path, '(path unknown)')}`,
    side,
    opened,
    !isAbsent(window) && window.rows > 0 && `${window.columns}x${window.rows}`,
    !isAbsent(sid) && sid !== 0 && `session ${sid} foreground ${text(file.pgrp, 'unknown')}`,
    prompt && '(echo off: as for a password)',
    waitingBytes > 0 && `(${waitingBytes} B unread)`,
  ]);
}

function describeTun(file: TunFile): string {
  const device = isAbsent(file.device) ? 'without a device' : file.device;
  return words([text(file.mode, 'tun'), device, file.detached && '(detached)']);
}

function describeBpfMap(file: BpfMap): string {
  const entries = `${text(file.maxEntries, 'unknown')} entries`;
  const sizes = `key ${text(file.keyBytes, '?')} B, value ${text(file.valueBytes, '?')} B`;
  return words([
    `bpf map ${text(file.name, '(name unknown)')}`,
    `(${text(file.mapType, 'type unknown')}, ${sizes}, at most ${entries})`,
    file.frozen && 'frozen',
  ]);
}

function describeExternal({ id, image }: ExternalFile): string {
  return `external, saved by a plugin as ${text(image, `file ${id}`)}`;
}

function describeUnknown({ kind, id, absent }: UnknownFile): string {
  return `${text(kind, 'file').toLowerCase()} ${id}: unavailable: ${absent}`;
}
