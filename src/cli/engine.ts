/** What makes V8 of a major version optimize later. Later versions have a compiler between that costs little. */
const PATIENCE: Readonly<Record<string, string>> = {
  11: '--interrupt-budget=1000000',
  12: '--invocation-count-for-turbofan=20000',
};

/**
 * Settings of the engine for who goes through all images once. It compiles what has run some thousand times
 * anew, which takes half of all the time when that is a second; and its heap grows by as much as it holds
 * before garbage is collected, which of many processes is far more than is needed.
 */
export async function tuneEngine(): Promise<void> {
  // The one-file program has another engine.
  if (process.versions['bun'] !== undefined) return;
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--heap-growing-percent=20');
  const [major = ''] = process.versions.v8.split('.');
  const patience = PATIENCE[major];
  // A version that does not know a flag says so on standard error.
  if (patience !== undefined) setFlagsFromString(patience);
}

/**
 * Settings for who has much WebAssembly that runs for a moment, such as a compiler of rules: V8 of Node.js 20 optimizes
 * it so soon that this takes as long as all the rest. Later versions wait for as long as this by themselves.
 */
export async function tuneWebAssembly(): Promise<void> {
  if (process.versions['bun'] !== undefined || !process.versions.v8.startsWith('11.')) return;
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--wasm-tiering-budget=13000000');
}
