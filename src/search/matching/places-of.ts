import type { FilterSlot, KernelMemory } from './memory-layout.js';
import { PlaceList } from './place-list.js';
import type { Places } from './places.js';
import type { Prefilter } from './prefilter.js';
import { TextPlaces } from './text-places.js';

/** Finds the places that a prefilter lets through. */
export function placesOf(memory: KernelMemory, slot: FilterSlot, prefilter: Prefilter): Places {
  const { texts } = prefilter;
  return memory.textsBy === 'runtime' && texts !== undefined
    ? new TextPlaces(memory, texts)
    : new PlaceList(memory, slot, prefilter);
}
