import type { ProcessMaps } from '../analysis/memory/process-maps.js';
import type { MemoryView } from '../model/memory/memory-view.js';
import { JsonList } from '../render/json.js';
import { mapsJson, renderMaps } from '../render/maps.js';
import { originOf } from '../tables/origin.js';
import { regions, rowsOfMaps, type RegionRow } from '../tables/regions.js';
import type { Output } from './output.js';
import { filterNotes, hasOwnLayout } from './own-layout.js';
import type { RowValues } from './row-options.js';
import { RowPrinter } from './row-printer.js';

/** Prints the regions of one process after the other. */
export interface MapsPrinter {
  begin(view: MemoryView): Promise<void>;
  add(view: MemoryView, maps: ProcessMaps): Promise<void>;
  /** @returns what is to be noted */
  end(): Promise<string[]>;
}

/** As blocks or a list of processes, or where rows were asked for, as rows of the table of regions. */
export async function mapsPrinter(
  options: RowValues,
  out: Output,
  severalArchives: boolean,
): Promise<MapsPrinter> {
  const { format, filter, sort } = options;
  const ofProcesses = hasOwnLayout(options) && filter === undefined && sort === undefined;
  if (ofProcesses && format === 'table') return blocks(out, severalArchives);
  if (ofProcesses && format === 'json') return jsonList(out);
  return rows(
    await RowPrinter.open<RegionRow>(regions, options, out, { severalArchives }),
    options,
  );
}

function blocks(out: Output, severalArchives: boolean): MapsPrinter {
  let before = '';
  return {
    begin: () => Promise.resolve(),
    async add({ checkpoint: { archive, podContainer } }, maps) {
      const place = [archive.file, podContainer].filter((part) => part !== undefined).join(': ');
      const isOne = !severalArchives && podContainer === undefined;
      const block = renderMaps(maps, isOne ? undefined : place);
      if (block === '') return;
      await out.write(before + block);
      before = '\n';
    },
    end: () => Promise.resolve([]),
  };
}

/** Where nothing can be asked nothing is printed, no empty list. */
function jsonList(out: Output): MapsPrinter {
  const list = new JsonList();
  let isBegun = false;
  return {
    async begin() {
      if (!isBegun) await out.write(list.begin());
      isBegun = true;
    },
    async add({ checkpoint, memory: { pageSize } }, maps) {
      const { archive, podContainer: container } = checkpoint;
      const item = mapsJson({ archive: archive.file, container, pageSize }, maps);
      for (const piece of list.item(item)) await out.write(piece);
    },
    async end() {
      if (isBegun) await out.write(list.end());
      return [];
    },
  };
}

function rows(printer: RowPrinter<RegionRow>, options: RowValues): MapsPrinter {
  return {
    begin: ({ checkpoint }) => printer.add([], originOf(checkpoint)),
    add: (view, maps) =>
      printer.add(rowsOfMaps(maps, view.memory.pageSize), originOf(view.checkpoint)),
    async end() {
      await printer.end();
      return filterNotes(options, printer.count);
    },
  };
}
