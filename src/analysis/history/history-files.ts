import type { Limits } from '../../archive/limits.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import {
  contentPlaces,
  type ContentPlace,
  type PlaceKind,
} from '../../model/contents/content-places.js';
import { lineText } from './command-line.js';

/** Where files lie that a shell may have written. */
const KINDS: ReadonlySet<PlaceKind> = new Set<PlaceKind>([
  'rootfs',
  'tmpfs',
  'shm',
  'volumes',
  'ghosts',
]);

/** Names that shells and other programs give to their histories. */
const NAMES =
  /(?:^|[/:])\.(?:bash|ash|sh|zsh|ksh|python|psql|mysql|mariadb|sqlite|rediscli|dbshell|node_repl|irb|gdb|lua|R)_?history$|(?:^|[/:])\.(?:history|histfile|lesshst)$|(?:^|[/:])fish_history$/;

/** A larger one is cut. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A line of a history file. */
export interface FileLine {
  readonly by: 'file';
  readonly state: 'file';
  readonly line: string;
  readonly place: ContentPlace;
  /** Of its first byte in the file. */
  readonly at: number;
  readonly time?: number;
}

export async function* historyFiles(
  checkpoint: Checkpoint,
  limits: Limits | undefined,
): AsyncGenerator<FileLine> {
  for await (const place of contentPlaces(checkpoint, KINDS, limits)) {
    if (!NAMES.test(place.name)) continue;
    yield* linesOf(place, await beginningOf(place));
  }
}

async function beginningOf({ content }: ContentPlace): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const add = (chunk: Uint8Array) => {
    if (size < MOST_BYTES) chunks.push(Uint8Array.from(chunk.subarray(0, MOST_BYTES - size)));
    size += chunk.length;
  };
  if (content.kind === 'stream') {
    // What passes by has to be read to its end.
    for await (const chunk of content.chunks) add(chunk);
  } else {
    for (const { source, offset, length } of content.pieces) {
      if (size < MOST_BYTES) add(source.read(offset, Math.min(length, MOST_BYTES - size)));
    }
  }
  return Buffer.concat(chunks);
}

function* linesOf(place: ContentPlace, bytes: Buffer): Generator<FileLine> {
  let time: number | undefined;
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const text = lineText(bytes.subarray(at, end < 0 ? bytes.length : end));
    const start = at;
    at = end < 0 ? bytes.length : end + 1;
    // bash writes the time as a comment before the line.
    const comment = /^#([0-9]{9,10})$/.exec(text ?? '')?.[1];
    if (comment !== undefined) {
      time = Number(comment);
      continue;
    }
    if (text === undefined) continue;
    // zsh with EXTENDED_HISTORY: `: start:seconds;line`.
    const [, began, rest] = /^: ([0-9]{9,10}):[0-9]+;(.*)$/s.exec(text) ?? [];
    const known = began === undefined ? time : Number(began);
    yield {
      ...{ by: 'file', state: 'file', line: rest ?? text, place, at: start },
      ...(known !== undefined && { time: known }),
    };
    time = undefined;
  }
}
