// The loops that see every byte, in AssemblyScript: its compiler makes WebAssembly with 128-bit
// vectors of it. Addresses are those of the WebAssembly memory, which the host lays out.

export { findByMasks, markZeros } from './find-by-masks';
export { findByPairs } from './find-by-pairs';
export { findRelatedWords } from './find-related-words';
export { stoppedAt } from './list';
export { markedDownTo, markedState, markStarts } from './mark-starts';
