import { expect, it } from 'vitest';
import { patchOf } from '../../../src/analysis/diff/text-patch.js';

const lines = (count: number, text: string) =>
  Buffer.from(Array.from({ length: count }, (_, index) => `${text} ${index}\n`).join(''));

it('is what diff -u prints, with /dev/null for what is not there', async () => {
  const patch = await patchOf('/etc/x', Buffer.from('a\nb\n'), Buffer.from('a\nc\n'));
  expect(patch).toBe('--- /etc/x\n+++ /etc/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n');
  expect(await patchOf('/x', undefined, Buffer.from('a\n'))).toBe(
    '--- /dev/null\n+++ /x\n@@ -0,0 +1,1 @@\n+a\n',
  );
  expect(await patchOf('/x', Buffer.from('a\n'), undefined)).toContain('+++ /dev/null\n');
});

it('there is none of bytes that are no text, of what is the same, and of what is empty', async () => {
  expect(await patchOf('/x', Buffer.from('a\0'), Buffer.from('b\n'))).toBeUndefined();
  expect(await patchOf('/x', Buffer.from('a\n'), Buffer.from('a\n'))).toBeUndefined();
  expect(await patchOf('/x', undefined, Buffer.alloc(0))).toBeUndefined();
});

it('texts that have little in common are not compared for ever, which is told', async () => {
  const patch = await patchOf('/x', lines(3000, 'old'), lines(3000, 'new'));
  expect(patch).toBe('more than 2000 lines are others\n');
});
