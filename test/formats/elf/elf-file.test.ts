import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/byte-source.js';
import { hasTextRelocations } from '../../../src/formats/elf/dynamic-section.js';
import { ElfFile } from '../../../src/formats/elf/elf-file.js';

const files = new Map<string, Buffer>();

beforeAll(async () => {
  const tar = extract();
  const sysroot = new URL('../../../testdata/malware/sysroot.tar.gz', import.meta.url);
  tar.end(gunzipSync(readFileSync(sysroot)));
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    files.set(entry.header.name, Buffer.concat(chunks));
  }
});

function open(name: string): ElfFile | undefined {
  return ElfFile.open(memorySource(files.get(name) ?? Buffer.alloc(0), { file: name }));
}

describe('an ELF file', () => {
  // As readelf tells it.
  it('has headers, symbols and slots', () => {
    const libc = open('usr/lib/x86_64-linux-gnu/libc.so.6');
    expect(libc?.object.header).toMatchObject({
      wide: true,
      bigEndian: false,
      type: 'DYN',
      machine: 62,
    });
    expect(libc?.functionNamed('getenv')).toMatchObject({ type: 'function', isDefined: true });
    const value = libc?.functionNamed('getenv')?.value ?? 0n;
    expect(libc?.nameOf(value)).toBe('getenv');
    expect(libc?.nameOf(value + 1n)).toBe('getenv+0x1');
    expect(libc?.dynamic && hasTextRelocations(libc.dynamic)).toBe(false);
  });

  it('names the symbols of its slots', () => {
    const hook = open('opt/app/hook');
    const slots = [...(hook?.slots() ?? [])].map(({ symbol }) => hook?.symbol(symbol)?.name);
    expect(slots).toContain('rand');
    expect(hook?.defines('rand')).toBe(false);
  });

  it('with any bytes changed is an object or none, and ends', () => {
    const bytes = files.get('opt/app/libx.so') ?? Buffer.alloc(0);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(bytes.length),
        (changes, length) => {
          const changed = Buffer.from(bytes);
          // Headers and tables are where a change matters.
          for (const [at, byte] of changes) changed[at % 4096] = byte;
          const file = ElfFile.open(memorySource(changed.subarray(0, length), {}));
          for (const slot of file?.slots() ?? []) file?.symbol(slot.symbol);
          file?.nameOf(0x1000n);
          file?.defines('x');
        },
      ),
      { numRuns: 200 },
    );
  });
});
