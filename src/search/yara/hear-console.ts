/** Messages that are kept at a time. */
const MOST = 1000;

/** What rules say by the engine's module `console`: it prints where JavaScript does, as if it were the answer. */
export function hearConsole<T>(messages: string[], act: () => T): T {
  const { console } = globalThis;
  const log = (message: unknown): void => {
    if (messages.length < MOST) messages.push(String(message));
  };
  globalThis.console = { ...console, log };
  try {
    return act();
  } finally {
    globalThis.console = console;
  }
}
