import { readFileSync } from 'node:fs';

/** Addresses that this process may still take; Infinity where nobody limits them, or tells. */
export function freeAddresses(): number {
  const limit = Number(
    /^Max address space +(\d+)/m.exec(read('/proc/self/limits'))?.[1] ?? Infinity,
  );
  if (limit === Infinity) return Infinity;
  const usedKb = Number(/^VmSize:\s*(\d+) kB/m.exec(read('/proc/self/status'))?.[1] ?? 0);
  return Math.max(limit - usedKb * 1024, 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // There is no such file elsewhere than on Linux.
    return '';
  }
}
