import { CheckpointError } from './checkpoint-error.js';

/** How V8 says that WebAssembly got none; it asks for far more addresses than it uses. */
const NO_ADDRESSES =
  /WebAssembly.*(could not allocate memory|Cannot allocate Wasm memory|Out of memory)/;

/** How V8 says that an array got none. */
const NO_MEMORY = 'Array buffer allocation failed';

/** Node.js since 20.15 does without them, which costs a little time. */
const HINT =
  'raise the limit (ulimit -v), or set NODE_OPTIONS=--disable-wasm-trap-handler (Node 20.15 or newer)';

/** The error of memory that the system did not give, as one that the user can act upon. */
export function findLackOfMemory(error: unknown): CheckpointError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (NO_ADDRESSES.test(error.message)) return lackOfAddresses();
  if (error.message.includes(NO_MEMORY)) return new CheckpointError('limit', 'not enough memory');
  return undefined;
}

/** The error of WebAssembly that got no addresses. */
export function lackOfAddresses(): CheckpointError {
  const sentence = 'not enough addresses: WebAssembly reserves 10 GB of them at a time';
  return new CheckpointError('limit', sentence, {}, HINT);
}
