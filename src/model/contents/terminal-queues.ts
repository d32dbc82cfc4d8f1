import { findDelimited } from '../../criu/find-delimited.js';
import type { TtyDataEntry } from '../../criu/messages.generated.js';
import { isAbsent } from '../absent.js';
import type { FileContext } from '../descriptors/file-context.js';
import { readTerminal } from '../descriptors/terminal.js';
import { FILE_KINDS } from '../file-table.js';
import { placeIn } from './image-place.js';
import type { ContentPlace } from './place.js';
import type { PlaceContext } from './place-context.js';

/** Number of tty_data_entry.data in tty.proto. */
const DATA_FIELD = 2;

/** What was printed or typed: it is a field of the message itself. */
export function* terminalPlaces(context: PlaceContext): Generator<ContentPlace> {
  const image = 'tty-data.img';
  for (const entry of context.images.entries(image)) {
    const { tty_id = 0 } = entry.message as TtyDataEntry;
    const source = context.images.bytes(image);
    const message = source?.read(entry.offset, entry.length) ?? new Uint8Array(0);
    const extent = findDelimited(message, DATA_FIELD);
    if (extent === undefined) continue;
    const place = placeIn(context, image, entry.offset + extent.offset, extent.length);
    if (place !== undefined) yield { ...place, ...terminalOf(context, tty_id) };
  }
}

function terminalOf(
  { files: context }: PlaceContext,
  infoId: number,
): Pick<ContentPlace, 'name' | 'holders'> {
  const ids = context.index(terminalFiles).get(infoId) ?? [];
  const [first] = ids;
  const terminal = first === undefined ? undefined : readTerminal(context, first);
  const holders = ids.flatMap((id) => context.tables.holders(FILE_KINDS.TTY.type, id));
  if (terminal === undefined) return { name: `terminal with id ${infoId}`, holders };
  const { path, role, index } = terminal;
  const side = isAbsent(role) || isAbsent(index) ? '' : ` (${role} of pts/${index})`;
  const name = isAbsent(path) ? `terminal with id ${infoId}` : `terminal ${path}`;
  return { name: name + side, holders };
}

/** Ids of open terminals by tty_file_entry.tty_info_id. */
function terminalFiles({ files }: FileContext): ReadonlyMap<number, readonly number[]> {
  const byInfo = new Map<number, number[]>();
  for (const [id, { tty_info_id = 0 }] of files.all('TTY')) {
    const ids = byInfo.get(tty_info_id) ?? [];
    byInfo.set(tty_info_id, ids);
    ids.push(id);
  }
  return byInfo;
}
