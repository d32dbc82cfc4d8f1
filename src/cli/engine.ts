/** What makes V8 of a major version optimize later. Later versions have a compiler between that costs little. */
const PATIENCE: Readonly<Record<string, string>> = {
  11: '--interrupt-budget=1000000',
  12: '--invocation-count-for-turbofan=20000',
};

/**
 * Settings of the engine for who goes through all images of many processes once: its heap grows by as much as it
 * holds before garbage is collected, which is far more than is needed.
 */
export async function tuneEngine(): Promise<void> {
  await setFlags(['--heap-growing-percent=20', ...patience()]);
}

/**
 * Settings for who runs for a moment: the engine compiles what has run some thousand times anew, which takes
 * half of all the time when that is a second.
 */
export async function optimizeLater(): Promise<void> {
  await setFlags(patience());
}

function patience(): string[] {
  const [major = ''] = process.versions.v8.split('.');
  // A version that does not know a flag says so on standard error.
  return [PATIENCE[major] ?? []].flat();
}

async function setFlags(flags: readonly string[]): Promise<void> {
  // The one-file program has another engine.
  if (process.versions['bun'] !== undefined) return;
  const { setFlagsFromString } = await import('node:v8');
  for (const flag of flags) setFlagsFromString(flag);
}

/**
 * Settings for who has much WebAssembly that runs for a moment, such as a compiler of rules: V8 of Node.js 20 optimizes
 * it so soon that this takes as long as all the rest. Later versions wait for as long as this by themselves.
 */
export async function tuneWebAssembly(): Promise<void> {
  if (process.versions.v8.startsWith('11.')) await setFlags(['--wasm-tiering-budget=13000000']);
}
