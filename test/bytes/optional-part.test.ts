import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { findPart, type OptionalPart } from '../../src/bytes/optional-part.js';

afterEach(() => vi.unstubAllGlobals());

const PARTS: readonly OptionalPart[] = ['yara', 'x86'];

test.each(PARTS)('%s is WebAssembly', (part) => {
  expect(readFileSync(findPart(part)).subarray(0, 4).toString()).toBe('\0asm');
});

test.each([
  ['yara', 'YARA', 'yara_x_js_bg.wasm'],
  ['x86', 'the disassembler of x86 code', 'iced_x86_bg.wasm'],
] as const)('where the file of %s is not beside the bundle, it is absent', (part, title, file) => {
  vi.stubGlobal('BUNDLED', true);
  expect(() => findPart(part)).toThrow(
    `${title} is not part of this installation: ${file} is not beside the program`,
  );
});
