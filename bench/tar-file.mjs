import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

const CHUNK = 4 * 1024 * 1024;

/** A tar that is written member by member. */
export class TarFile {
  constructor(file) {
    this.fd = openSync(file, 'w');
    this.at = 0;
  }

  file(name, bytes) {
    this.put(name, '0', bytes.length, bytes);
  }

  /** Without content the member is a hole in the file. */
  put(name, type, size, content) {
    writeSync(this.fd, header(name, type, size), 0, 512, this.at);
    if (content !== undefined) writeSync(this.fd, content, 0, content.length, this.at + 512);
    this.at += 512 + Math.ceil(size / 512) * 512;
  }

  /** A member with the first `size` bytes of a file, behind `head`. */
  copy(name, source, size, head = Buffer.alloc(0)) {
    const from = openSync(source, 'r');
    const start = this.at + 512 + head.length;
    this.put(name, '0', head.length + size, head);
    const chunk = Buffer.alloc(CHUNK);
    for (let done = 0; done < size;) {
      const count = readSync(from, chunk, 0, CHUNK, done);
      writeSync(this.fd, chunk, 0, count, start + done);
      done += count;
    }
    closeSync(from);
  }

  close() {
    ftruncateSync(this.fd, this.at + 1024);
    closeSync(this.fd);
  }
}

function header(name, type, size) {
  const block = Buffer.alloc(512);
  const octal = (value, at, width) => block.write(value.toString(8).padStart(width - 1, '0'), at);
  block.write(name, 0);
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write('ustar\u000000', 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}
