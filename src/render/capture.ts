import { type CapturePlan, type DiskUse, expectedSize, lacksRoom } from '../capture/plan.js';
import { isAbsent } from '../model/absent.js';
import { formatBytes } from './byte-size.js';
import { jsonFields } from './dialect.js';

/** What is about to happen, a sentence a line. */
export function planLines(plan: CapturePlan): string[] {
  const { container, where, after, target } = plan;
  const fate =
    after === 'goes on'
      ? 'is frozen while its memory is written, and goes on running'
      : 'is frozen while its memory is written, and then STOPPED';
  return [
    `container ${container} (${where}) ${fate}`,
    `the checkpoint will be ${target}: ${sizeText(plan)}`,
    'it holds all memory of the container: whoever can read it has every password and key in there',
  ];
}

function sizeText({ use, free }: CapturePlan): string {
  const room = isAbsent(free)
    ? `how much is free cannot be known: ${free.absent}`
    : `${formatBytes(free)} are free`;
  if (isAbsent(use))
    return `how large cannot be known (${use.absent}); ${isAbsent(free) ? '' : room}`.replace(
      /; $/,
      '',
    );
  return `about ${formatBytes(expectedSize(use))} (${partsText(use)}), and twice that while it is made; ${room}`;
}

function partsText({ memory, files }: DiskUse): string {
  const changed = isAbsent(files)
    ? 'and changed files, of which nothing is known'
    : `${formatBytes(files)} of changed files`;
  return `${formatBytes(memory)} of memory, ${changed}`;
}

export function planJson(plan: CapturePlan): object {
  return { ...jsonFields(plan), lacks_room: lacksRoom(plan) };
}
