import type { MapRow } from '../model/memory/map-row.js';

/** The name; for the stack of a thread the one that kernels before 4.5 had for it. */
export function regionLabel({ name, threadStack }: Pick<MapRow, 'name' | 'threadStack'>): string {
  return name === '' && threadStack !== undefined ? `[stack:${threadStack}]` : name;
}
