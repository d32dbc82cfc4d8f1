import type { ByteSink } from '../../bytes/byte-sink.js';

/** Makes the file of a name new. */
export type WriteFile = (name: string, use: (file: ByteSink) => Promise<void>) => Promise<void>;
