import { oneDecimal } from '../bytes/one-decimal.js';

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `512 B`, `3.0 KiB`, `8.6 MiB`: one decimal, steps of 1024, as checkpointctl has always told sizes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let size = bytes / 1024;
  let unit = 0;
  for (; size >= 1024 && unit < UNITS.length - 1; unit++) size /= 1024;
  return `${oneDecimal(size)} ${UNITS[unit] ?? ''}`;
}

/** `16.0 KB`: the same in the words that checkpointctl has for socket buffers. */
export function bufferText(bytes: number): string {
  return formatBytes(bytes).replace('iB', 'B');
}
