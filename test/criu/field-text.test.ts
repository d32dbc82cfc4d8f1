import { describe, expect, test } from 'vitest';
import { integerText, parseIntegerText } from '../../src/criu/field-text.js';
import { messageDef, type FieldDef } from '../../src/criu/schema.js';

function field(message: string, name: string): FieldDef {
  const found = messageDef(message).fields.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${message} has no ${name}`);
  return found;
}

// Texts of CRIU's crit.
describe.each<[string, string, number | bigint, string | number]>([
  ['vma_entry', 'prot', 0, ''],
  ['vma_entry', 'prot', 5, 'PROT_READ | PROT_EXEC'],
  ['vma_entry', 'flags', 0x22, 'MAP_PRIVATE | MAP_ANON'],
  ['vma_entry', 'flags', 0x122 + 0x20000, 'MAP_PRIVATE | MAP_ANON | MAP_GROWSDOWN | 0x20000'],
  ['vma_entry', 'flags', 0x2a, 'MAP_PRIVATE | MAP_DROPPABLE | MAP_ANON'],
  ['vma_entry', 'status', 0x80000001, 'VMA_AREA_REGULAR | VMA_UNSUPP'],
  // Of these bits CRIU's crit has names for 15 and 17 alone, and its encode reads no other name.
  [
    'vma_entry',
    'status',
    0x38001,
    'VMA_AREA_REGULAR | VMA_AREA_SHSTK | VMA_AREA_UPROBES | 0x10000',
  ],
  ['vma_entry', 'status', 0x8000001, 'VMA_AREA_REGULAR | 0x8000000'],
  [
    'vma_entry',
    'status',
    0xffffffff - 0x17f,
    expect.stringMatching(/^VMA_FILE_SHARED \| .* \| 0x/) as string,
  ],
  ['reg_file_entry', 'flags', 0o2100001, 'O_WRONLY | O_LARGEFILE | O_CLOEXEC'],
  ['pagemap_entry', 'flags', 6, 'PE_LAZY | PE_PRESENT'],
  [
    'memfd_inode_entry',
    'seals',
    0x2f,
    expect.stringContaining('F_SEAL_SHRINK | F_SEAL_GROW') as string,
  ],
  ['mnt_entry', 'root_dev', 0xfffffff, '255:1048575'],
  ['mnt_entry', 'root_dev', 0xffffffff, '4095:1048575'],
  ['irmap_cache_entry', 'dev', 0x801, '8:1'],
  ['ghost_file_entry', 'rdev', 0xffffffff, '4095:1048575'],
  ['ghost_file_entry', 'rdev', 0x12345678, '1110:74616'],
  ['unix_sk_entry', 'type', 5, 'SEQPACKET'],
  ['unix_sk_entry', 'type', 4, 4],
  ['unix_sk_entry', 'uflags', 0x80000000, '0x80000000'],
  ['inet_sk_entry', 'state', 10, 'LISTEN'],
  ['inet_sk_entry', 'proto', 0, 'IP'],
  ['mm_entry', 'mm_start_code', 2n ** 64n - 1n, '0xffffffffffffffff'],
  ['pstree_entry', 'pid', 7, 7],
])('%s.%s of %d', (message, name, value, text) => {
  const def = field(message, name);

  test('as text, and back', () => {
    const found = integerText(def, value, false);
    expect(found).toEqual(text);
    if (typeof found === 'string') expect(parseIntegerText(def, found)).toBe(BigInt(value));
  });
});

test('a message marked as hex makes its fields hex', () => {
  expect(integerText(field('pstree_entry', 'pid'), 255, true)).toBe('0xff');
});

test.each([
  ['vma_entry', 'prot', 'PROT_READ|PROT_WRITE', 3n],
  ['vma_entry', 'status', 'VMA_AREA_GUARD', 0x10000n],
  ['vma_entry', 'prot', '0x10 | PROT_READ', 17n],
  ['vma_entry', 'prot', ' ', 0n],
  ['vma_entry', 'prot', '7', 7n],
  ['vma_entry', 'prot', 'PROT_NOTHING', undefined],
  ['vma_entry', 'start', '0X1F', 31n],
  ['vma_entry', 'start', '', undefined],
  ['vma_entry', 'start', '1.5', undefined],
  ['mnt_entry', 'root_dev', '8', 8n],
  ['mnt_entry', 'root_dev', '8:1048576', undefined],
  ['mnt_entry', 'root_dev', '4096:0', undefined],
  ['mnt_entry', 'root_dev', '8:x', undefined],
  ['unix_sk_entry', 'type', '0x5', 5n],
  ['unix_sk_entry', 'type', 'LISTEN', undefined],
])('%s.%s from %j', (message, name, text, value) => {
  expect(parseIntegerText(field(message, name), text)).toBe(value);
});
