import type { Architecture } from './architecture.js';

// Signals by number, from 1 up (asm-generic/signal.h; MIPS has numbers of its own, asm/signal.h).
const NAMES = names(
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP ' +
    'TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS',
);
const MIPS_NAMES = names(
  'HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM USR1 USR2 CHLD PWR WINCH ' +
    'URG IO STOP TSTP CONT TTIN TTOU VTALRM PROF XCPU XFSZ',
);

/** The first real-time signal that programs see: the C library keeps 32 and 33 for itself. */
const RTMIN = 34;

/** `SIGTERM`, `SIGRTMIN+3` (as `kill -l` counts), or the bare number. */
export function signalName(number: number, architecture: Architecture): string {
  const name = (architecture === 'MIPS' ? MIPS_NAMES : NAMES)[number - 1];
  if (name !== undefined) return name;
  if (number < RTMIN || number > lastSignal(architecture)) return String(number);
  const last = lastSignal(architecture);
  // `kill -l` counts the upper half down from the last.
  if (number > (RTMIN + last) / 2)
    return number === last ? 'SIGRTMAX' : `SIGRTMAX-${last - number}`;
  return number === RTMIN ? 'SIGRTMIN' : `SIGRTMIN+${number - RTMIN}`;
}

/**
 * Names of the signals in a set, bit n-1 standing for signal n.
 * @param extended signals 65 to 128, which MIPS has
 */
export function signalSet(set: bigint, architecture: Architecture, extended = 0n): string[] {
  const all = BigInt.asUintN(64, set) | (BigInt.asUintN(64, extended) << 64n);
  const found: string[] = [];
  for (let number = 1, rest = all; rest !== 0n; number++, rest >>= 1n) {
    if (rest & 1n) found.push(signalName(number, architecture));
  }
  return found;
}

export function stopSignalNumber(architecture: Architecture): number {
  return architecture === 'MIPS' ? 23 : 19;
}

function lastSignal(architecture: Architecture): number {
  return architecture === 'MIPS' ? 128 : 64;
}

function names(list: string): string[] {
  return list.split(' ').map((name) => `SIG${name}`);
}
