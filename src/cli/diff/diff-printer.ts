import type { CheckpointDiff } from '../../analysis/diff/diff-checkpoints.js';
import { upstreamFacts } from '../../analysis/diff/upstream-facts.js';
import { diffJson } from '../../render/diff/json.js';
import { renderDiffTree } from '../../render/diff/tree.js';
import { jsonText } from '../../render/json.js';
import { changes } from '../../tables/changes.js';
import { originOf } from '../../tables/origin.js';
import type { Output } from '../output.js';
import { filterNotes } from '../own-layout.js';
import { RowPrinter } from '../row-printer.js';
import { formatOf, type DiffValues } from './diff-options.js';

/** Prints one comparison after the other. */
export interface DiffPrinter {
  add(diff: CheckpointDiff): Promise<void>;
  /** @returns what is to be noted */
  end(): Promise<string[]>;
}

/**
 * @param isSeveral comparisons are printed
 * @throws CheckpointError `usage` for a column that there is not
 */
export async function diffPrinter(
  options: DiffValues,
  out: Output,
  isSeveral: boolean,
): Promise<DiffPrinter> {
  const format = formatOf(options);
  if (format === 'tree') return treePrinter(options, out);
  if (format === 'json') return jsonPrinter(options, out, isSeveral);
  const printer = await RowPrinter.open(changes, { ...options, format }, out, {
    severalArchives: isSeveral,
  });
  return {
    add: (diff) => printer.add(diff.changes, originOf(diff.after.checkpoint)),
    async end() {
      await printer.end();
      return filterNotes(options, printer.count);
    },
  };
}

function treePrinter(options: DiffValues, out: Output): DiffPrinter {
  return {
    add: (diff) => out.write(renderDiffTree(diff.changes, upstreamFacts(diff, options), options)),
    end: () => Promise.resolve([]),
  };
}

/** An object, or a list of them where there are several. */
function jsonPrinter(options: DiffValues, out: Output, isSeveral: boolean): DiffPrinter {
  const objects: object[] = [];
  return {
    add(diff) {
      objects.push(diffJson(diff.changes, upstreamFacts(diff, options), options));
      return Promise.resolve();
    },
    async end() {
      if (objects.length === 0) return [];
      for (const piece of jsonText(isSeveral ? objects : objects[0])) await out.write(piece);
      return [];
    },
  };
}
