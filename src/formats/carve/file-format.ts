/** Bytes that begin as a file of a format does, and go on behind its end. */
export interface CarvedBytes {
  readonly size: number;
  /** As many as there are, at most `length`. */
  read(offset: number, length: number): Uint8Array;
}

/** A format whose files tell how long they are. */
export interface FileFormat {
  readonly name: string;
  /** Ending of file names, with a dot. */
  readonly ending: string;
  /** How each file begins. */
  readonly magic: Uint8Array;
  /** Bytes of the file that begins here; undefined where none does, or it is not whole. */
  readonly lengthOf: (bytes: CarvedBytes) => number | undefined;
}

export function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** The bytes as a buffer, which is shorter where they end. */
export function bufferAt(bytes: CarvedBytes, offset: number, length: number): Buffer {
  const found = bytes.read(offset, length);
  return Buffer.from(found.buffer, found.byteOffset, found.length);
}
