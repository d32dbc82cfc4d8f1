import { constants } from 'node:os';

/** Those that end a program when it does nothing about them, and that it can hear. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What removes that which is not whole yet. */
const removals = new Set<() => void>();

/**
 * Sees to it that something is removed when the program ends before it is whole: by a signal, which then
 * ends it with 128 + its number, or by an error. Signals are heard only as long as there is something.
 * @param remove must not wait for anything
 * @returns to be called when it is whole, or gone
 */
export function untilFinished(remove: () => void): () => void {
  if (removals.size === 0) listen();
  removals.add(remove);
  return () => {
    removals.delete(remove);
    if (removals.size === 0) stopListening();
  };
}

function listen(): void {
  process.on('exit', removeAll);
  for (const signal of SIGNALS) process.on(signal, end);
}

function stopListening(): void {
  process.off('exit', removeAll);
  for (const signal of SIGNALS) process.off(signal, end);
}

/** `exit` does the removing. */
function end(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}

function removeAll(): void {
  for (const remove of removals) {
    try {
      remove();
    } catch {
      // The others are removed all the same.
    }
  }
}
