import type { Area } from '../../model/memory/areas.js';
import type { Suspect } from './suspect.js';

/** Private memory without a file that is neither heap nor stack. What the kernel maps is none of it. */
export function isPlainAnonymous(suspect: Suspect, { region }: Area): boolean {
  if (region === undefined || region.shared || region.backing.kind !== 'anonymous') return false;
  return useOf(suspect, region) === 'other';
}

/** `heap`, `stack`, or neither; of a runtime's own heap that, too. */
export function useOf(
  suspect: Suspect,
  region: NonNullable<Area['region']>,
): 'heap' | 'stack' | 'other' {
  if (region.backing.kind !== 'anonymous' || region.shared) return 'other';
  const { kind } = suspect.memory.useOf(region);
  return kind === 'heap' || kind === 'stack' ? kind : 'other';
}
