import type { ThreadInfoPpc64 } from '../../criu/messages.generated.js';
import { address, float, integer, numbered, vector, type Register } from './register.js';

/** Place of the status register behind the 32 vector registers. */
const VSCR = 32;

export function ppc64General({ gpregs = {}, fpstate, vrstate }: ThreadInfoPpc64): Register[] {
  return [
    ...numbered('r', 32, (name, index) => integer(name, gpregs.gpr?.[index])),
    address('pc', gpregs.nip),
    integer('msr', gpregs.msr),
    integer('cr', gpregs.ccr, 32),
    address('lr', gpregs.link),
    integer('ctr', gpregs.ctr),
    integer('xer', gpregs.xer, 32),
    ...(fpstate === undefined ? [] : [integer('fpscr', fpstate.fpregs?.[32])]),
    ...(vrstate === undefined
      ? []
      : [integer('vscr', vrstate.vrregs?.[2 * VSCR], 32), integer('vrsave', vrstate.vrsave, 32)]),
    integer('orig_r3', gpregs.orig_gpr3),
    integer('trap', gpregs.trap),
  ];
}

export function ppc64Others({ fpstate, vrstate, vsxstate }: ThreadInfoPpc64): Register[] {
  const vectors = vrstate?.vrregs ?? [];
  const halves = vsxstate?.vsxregs ?? [];
  return [
    ...(fpstate === undefined
      ? []
      : numbered('f', 32, (name, index) => float(name, fpstate.fpregs?.[index]))),
    ...(vrstate === undefined
      ? []
      : numbered('vr', 32, (name, index) =>
          vector(name, [vectors[2 * index], vectors[2 * index + 1]], 64),
        )),
    ...(vsxstate === undefined
      ? []
      : numbered('vs', 32, (name, index) =>
          vector(name, [halves[index], fpstate?.fpregs?.[index]], 64),
        )),
  ];
}
