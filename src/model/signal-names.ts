/** Signals 1 to 31 of most architectures (asm-generic/signal.h). */
const GENERIC =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP ' +
  'TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS';

/** Signals 1 to 31 of MIPS. */
const MIPS =
  'HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM USR1 USR2 CHLD PWR WINCH URG ' +
  'IO STOP TSTP CONT TTIN TTOU VTALRM PROF XCPU XFSZ';

/** core_entry.mtype of MIPS (core.proto: march). */
const MTYPE_MIPS = 6;

/** First and last real-time signal of the C library; the kernel's 32 and 33 are its own. */
const SIGRTMIN = 34;
const SIGRTMAX = 64;

/**
 * The name of a signal as `kill -l` has it: SIGTERM, SIGRTMIN+3.
 * @param mtype the architecture, core_entry.mtype
 */
export function signalName(signal: number, mtype?: number): string {
  const names = (mtype === MTYPE_MIPS ? MIPS : GENERIC).split(' ');
  const name = names[signal - 1];
  if (name !== undefined) return `SIG${name}`;
  if (mtype === MTYPE_MIPS || signal < SIGRTMIN || signal > SIGRTMAX) return `SIG${signal}`;
  if (signal === SIGRTMIN) return 'SIGRTMIN';
  if (signal === SIGRTMAX) return 'SIGRTMAX';
  return signal < 50 ? `SIGRTMIN+${signal - SIGRTMIN}` : `SIGRTMAX-${SIGRTMAX - signal}`;
}

/** Names of the signals of a mask, whose bit n-1 stands for signal n. */
export function signalsOfMask(mask: bigint, mtype?: number): string[] {
  const names: string[] = [];
  for (let signal = 1; signal <= 64; signal++) {
    if ((mask >> BigInt(signal - 1)) & 1n) names.push(signalName(signal, mtype));
  }
  return names;
}
