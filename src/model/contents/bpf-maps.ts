import type { BpfmapDataEntry } from '../../criu/messages.generated.js';
import { isAbsent } from '../absent.js';
import { readBpfMap } from '../descriptors/bpf-map.js';
import type { FileContext } from '../descriptors/file-context.js';
import { FILE_KINDS } from '../file-table.js';
import { payloadStart, placeIn } from './image-place.js';
import type { ContentPlace } from './place.js';
import type { PlaceContext } from './place-context.js';

const IMAGE = 'bpfmap-data.img';

/** Contents of BPF maps: the keys of a map one behind the other, then its values. */
export function* bpfMapPlaces(context: PlaceContext): Generator<ContentPlace> {
  for (const entry of context.images.entries(IMAGE)) {
    const { map_id = 0, keys_bytes = 0, values_bytes = 0 } = entry.message as BpfmapDataEntry;
    if (entry.payload.kind !== 'bytes') continue;
    const start = payloadStart(entry);
    const keys = placeIn(context, IMAGE, start, keys_bytes);
    const values = placeIn(context, IMAGE, start + keys_bytes, values_bytes);
    const { name, holders } = mapOf(context.files, map_id);
    const kind = 'bpfmaps';
    if (keys !== undefined) yield { ...keys, kind, name: `${name} keys`, holders };
    if (values !== undefined) yield { ...values, kind, name: `${name} values`, holders };
  }
}

function mapOf(context: FileContext, mapId: number): Pick<ContentPlace, 'name' | 'holders'> {
  const ids = context.index(idsByMap).get(mapId) ?? [];
  const holders = ids.flatMap((id) => context.tables.holders(FILE_KINDS.BPFMAP.type, id));
  const [first] = ids;
  const map = first === undefined ? undefined : readBpfMap(context, first);
  const name = map === undefined || isAbsent(map.name) ? `with id ${mapId}` : map.name;
  return { name: `bpf map ${name}`, holders };
}

/** By bpfmap_file_entry.map_id. */
function idsByMap({ files }: FileContext): ReadonlyMap<number, readonly number[]> {
  const byMap = new Map<number, number[]>();
  for (const [id, { map_id = 0 }] of files.all('BPFMAP')) {
    const ids = byMap.get(map_id) ?? [];
    byMap.set(map_id, ids);
    ids.push(id);
  }
  return byMap;
}
