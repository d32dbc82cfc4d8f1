import type { Rule } from '../rule.js';
import { executableRegions } from './executable-stack.js';

export const executableHeap: Rule = {
  id: 'executable-heap',
  title: 'a heap that can be executed',
  techniques: ['T1055'],
  severities: ['high', 'low'],
  looksFor: 'Memory of the heap (between start_brk and brk) with the permission to execute.',
  innocent: 'Programs of old, for which all that is readable is executable (READ_IMPLIES_EXEC).',
  confirm: 'Read the bytes and disassemble them.',
  *look(scene, sight) {
    yield* executableRegions(scene, sight, 'heap');
  },
};
