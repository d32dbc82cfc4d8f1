import { counted } from '../../bytes/counted.js';
import { PlaceContext } from '../../model/contents/place-context.js';
import type { ContentPlace } from '../../model/contents/place.js';
import { packetPlaces } from '../../model/contents/socket-packets.js';
import type { Part, RecoverContext, Recovered } from './recovered.js';
import { pieceParts } from './source-parts.js';

/** The packets that wait in UNIX sockets, each with a line that tells which. */
export function* unixLog({ view, limits, wants }: RecoverContext): Generator<Recovered> {
  const places = (): ContentPlace[] =>
    [...packetPlaces(new PlaceContext(view.checkpoint, limits))].filter(
      ({ name, holders }) => name.startsWith('unix socket') && wants(holders.map(({ pid }) => pid)),
    );
  const found = places();
  if (found.length === 0) return;
  yield {
    kind: 'pcap',
    name: 'unix-queues.txt',
    what: `${counted(found.length, 'packet')} in UNIX sockets, as a text`,
    source: {
      pids: [...new Set(found.flatMap(({ holders }) => holders.map(({ pid }) => pid)))],
      member: `${view.checkpoint.imagePrefix}sk-queues.img`,
    },
    size: undefined,
    missing: [],
    parts: () => logParts(found),
  };
}

function* logParts(places: readonly ContentPlace[]): Generator<Part> {
  let at = 0;
  const part = (text: string): Part => {
    const bytes = Buffer.from(text, 'latin1');
    const made = { at, bytes };
    at += bytes.length;
    return made;
  };
  for (const { name, holders, content } of places) {
    if (content.kind !== 'pieces') continue;
    const size = content.pieces.reduce((sum, { length }) => sum + length, 0);
    const whose = [...new Set(holders.map(({ pid }) => pid))].join(', ');
    yield part(
      `--- ${escaped(Buffer.from(name))}, ${counted(size, 'byte')}, of process ${whose}\n`,
    );
    for (const { bytes } of pieceParts(content.pieces)) yield part(escaped(bytes));
    yield part('\n');
  }
}

/** Printable ASCII and line feeds as they are, other bytes as `\xNN`. */
function escaped(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^\n\x20-\x5b\x5d-\x7e]/g, (char) =>
      char === '\\' ? '\\\\' : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
}
