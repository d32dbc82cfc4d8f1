// How programs are measured: in turn, so that a noisy moment meets each.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Clock ticks of the kernel's accounting: USER_HZ is 100 on all that Node runs on. */
const TICK_MS = 10;

// Node 20 reads this file at every start, which is no part of what is measured.
export const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };

/** A row of the table: what is measured, what against, the ratios of wall and of processor time, and the aim. */
export function compare(name, command, otherName, other, aim, { rounds = 15, before } = {}) {
  const own = { wall: [], cpu: 0 };
  const others = { wall: [], cpu: 0 };
  for (let round = 0; round < rounds; round++) {
    for (const [line, found] of [
      [command, own],
      [other, others],
    ]) {
      before?.();
      const { wall, cpu } = measure(line);
      found.wall.push(wall);
      found.cpu += cpu;
    }
  }
  const [a, b] = [median(own.wall), median(others.wall)];
  return [
    ...[name, `${a.toFixed(1)} ms`, otherName, `${b.toFixed(1)} ms`],
    ...[ratio(a, b), ratio(own.cpu, others.cpu), aim === undefined ? '' : `<= ${aim}`],
  ];
}

/** Milliseconds that a program took, and that processors worked for it and what it started. */
export function measure([file, ...args]) {
  const cpu = cpuOfChildren();
  const start = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(file, args, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
  return { wall, cpu: cpuOfChildren() - cpu };
}

export function isInstalled(file) {
  return spawnSync(file, ['--help'], { stdio: 'ignore' }).error === undefined;
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

export function ratio(a, b) {
  return b > 0 ? (a / b).toFixed(2) : '';
}

/** proc_pid_stat(5): cutime and cstime, behind the name of the program, which can have blanks. */
function cpuOfChildren() {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}
