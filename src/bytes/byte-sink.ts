/** Where bytes are written to, in any order. What lies between them reads as zeros and takes no room. */
export interface ByteSink {
  /** Resolves when the bytes are written: their memory may be used again. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Sets how many bytes there are in all, so that a hole at the end counts as well. */
  setSize(size: number): void;
}
