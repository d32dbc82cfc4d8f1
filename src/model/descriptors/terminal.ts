import type { TermiosEntry, TtyInfoEntry } from '../../criu/messages.generated.js';
import { absent, known, type Absent } from '../absent.js';
import { groupBy } from '../group-by.js';
import { statDevice } from './device.js';
import { signalOwner, type FileContext, type SignalOwner } from './file-context.js';

/** A terminal: tty_file_entry and tty-info.img. */
export interface Terminal {
  readonly type: 'TTY';
  readonly id: number;
  readonly flags: number | Absent;
  /** Path that it was opened by. */
  readonly path: string | Absent;
  readonly role: TerminalRole | Absent;
  /** N of /dev/pts/N, for both sides of a pseudo terminal. */
  readonly index: number | Absent;
  readonly window: WindowSize | Absent;
  readonly modes: TerminalModes | Absent;
  /** Session that it is the controlling terminal of; 0 for none. */
  readonly sid: number | Absent;
  /** Process group in the foreground; 0 for none. */
  readonly pgrp: number | Absent;
  /** No further opens (TIOCEXCL). */
  readonly exclusive: boolean;
  /** The slave side may not be opened yet (TIOCSPTLCK). */
  readonly locked: boolean;
  readonly packetMode: boolean;
  /** Bytes that were typed or printed and not read yet (tty-data.img). */
  readonly waitingBytes: number;
  readonly signalOwner?: SignalOwner;
}

/** `master` and `slave` are the sides of a pseudo terminal; `external` is given in at restore. */
export type TerminalRole =
  | 'master'
  | 'slave'
  | 'console'
  | 'virtual console'
  | 'current terminal'
  | 'external'
  | 'serial'
  | 'unknown';

export interface WindowSize {
  readonly rows: number;
  readonly columns: number;
}

/** Local modes of termios: a password prompt is line-wise without echo. */
export interface TerminalModes {
  /** Line-wise input (ICANON). */
  readonly canonical: boolean;
  readonly echo: boolean;
  /** Ctrl-C and its like are signals (ISIG). */
  readonly signals: boolean;
}

/** tty_info_entry.type (tty.proto: TtyType), but for PTY. */
const ROLES: Readonly<Record<number, TerminalRole>> = {
  2: 'console',
  3: 'virtual console',
  4: 'current terminal',
  5: 'external',
  6: 'serial',
};

const TTY_PTY = 1;
/** Majors of the kernel's devices.txt: /dev/ptmx is 5:2, old masters are 128 to 135. */
const TTYAUX_MAJOR = 5;
const PTY_MASTER_MAJOR = 128;
const PTY_SLAVE_MAJOR = 136;

export function readTerminal(context: FileContext, id: number): Terminal | undefined {
  const entry = context.files.find('TTY', id);
  if (entry === undefined) return undefined;
  const { images, files } = context;
  const infoId = entry.tty_info_id ?? 0;
  const found = context.index(terminalInfos).get(infoId);
  const info = found ?? {};
  const reason =
    images.entries('tty-info.img').length > 0 && found === undefined
      ? `tty-info.img has no terminal ${infoId}`
      : images.whyNot('tty-info.img');
  const owner = signalOwner(context, entry.fown);
  const regularId = entry.regf_id ?? id;
  const { winsize, termios } = info;
  return {
    type: 'TTY',
    id,
    flags: known(entry.flags, 'the entry of the file does not tell'),
    path: known(files.regular(regularId)?.name, `no regular file has the id ${regularId}`),
    role: found === undefined ? absent(reason) : roleOf(info),
    index: known(info.pty?.index, found === undefined ? reason : 'it is not a pseudo terminal'),
    window:
      winsize === undefined
        ? absent(reason)
        : { rows: winsize.ws_row ?? 0, columns: winsize.ws_col ?? 0 },
    modes: termios === undefined ? absent(reason) : modesOf(termios, context.mtype),
    sid: known(info.sid, reason),
    pgrp: known(info.pgrp, reason),
    exclusive: info.exclusive === true,
    locked: info.locked === true,
    packetMode: info.packet_mode === true,
    waitingBytes: context.index(waitingByTerminal).get(infoId) ?? 0,
    ...(owner !== undefined && { signalOwner: owner }),
  };
}

function terminalInfos({ images }: FileContext): ReadonlyMap<number, TtyInfoEntry> {
  const infos = images.messages('tty-info.img', 'tty_info_entry');
  return new Map([...infos].reverse().map((info) => [info.id ?? 0, info]));
}

function waitingByTerminal({ images }: FileContext): ReadonlyMap<number, number> {
  const byTerminal = groupBy(
    images.messages('tty-data.img', 'tty_data_entry'),
    ({ tty_id }) => tty_id ?? 0,
  );
  return new Map(
    [...byTerminal].map(([id, data]) => [
      id,
      data.reduce((sum, each) => sum + (each.data?.length ?? 0), 0),
    ]),
  );
}

/** Both sides of a pseudo terminal are PTY; the device tells them apart (CRIU's get_tty_driver). */
function roleOf({ type, rdev = 0 }: TtyInfoEntry): TerminalRole {
  if (type !== TTY_PTY) return ROLES[type ?? 0] ?? 'unknown';
  const { major } = statDevice(rdev);
  if (major === TTYAUX_MAJOR) return 'master';
  if (major >= PTY_MASTER_MAJOR && major < PTY_SLAVE_MAJOR) return 'master';
  return major >= PTY_SLAVE_MAJOR && major < PTY_SLAVE_MAJOR + 8 ? 'slave' : 'unknown';
}

/** core_entry.mtype of PowerPC, whose termios has other bits. */
const MTYPE_PPC64 = 4;

function modesOf({ c_lflag = 0 }: TermiosEntry, mtype: number | undefined): TerminalModes {
  const ppc = mtype === MTYPE_PPC64;
  return {
    canonical: (c_lflag & (ppc ? 0x100 : 0x2)) !== 0,
    echo: (c_lflag & 0x8) !== 0,
    signals: (c_lflag & (ppc ? 0x80 : 0x1)) !== 0,
  };
}
