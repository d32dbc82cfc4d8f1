import { reportLine } from './output.js';

/** Tells on standard error of pages that --parent would give. */
export function reportMissingParent(pages: bigint): void {
  if (pages === 0n) return;
  const what = pages === 1n ? '1 page lies' : `${pages.toString()} pages lie`;
  reportLine(`Warning: ${what} in a parent image that is not here; give it with --parent`);
}
