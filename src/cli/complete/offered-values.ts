import { statSync } from 'node:fs';
import { explorePs, reads } from '../../analysis/explore-ps.js';
import { listAll } from '../../analysis/listing.js';
import { findContainers } from '../../model/containers.js';
import { safeText } from '../../render/safe-text.js';
import { limitsOf } from '../archive-options.js';
import type { CheckpointValues } from '../each-checkpoint.js';
import type { Io } from '../io.js';
import { OpenedArchives } from '../opened-archives.js';
import type { Offer } from './find-offer.js';
import type { OfferedValue } from './offered-value.js';
import { steps } from './steps.js';

/** Bytes that are unpacked for a suggestion: nobody waits longer for one. */
const MOST_UNPACKED = 64 * 1024 ** 2;

/** The values that begin as typed. Text of an archive is made safe; the commands understand it so. */
export async function offeredValues(offer: Offer, io: Io): Promise<readonly OfferedValue[]> {
  const { offers, typed } = offer;
  const all = (
    typeof offers === 'string' ? await ofArchive(offers, offer, io) : offers.map(word)
  ).map(({ value, ...rest }) => ({ value: safeText(value), ...rest }));
  const seen = new Set<string>();
  const fitting = all.filter(({ value }) => {
    // A name that looks like an option cannot be typed as a word.
    if (value === '' || (offer.before === '' && value.startsWith('-'))) return false;
    if (!value.startsWith(typed) || seen.has(value)) return false;
    seen.add(value);
    return true;
  });
  return steps(fitting, typed);
}

const word = (value: string): OfferedValue => ({ value });

async function ofArchive(
  offers: string,
  { archive, container, typed }: Offer,
  io: Io,
): Promise<OfferedValue[]> {
  if (offers === 'images') return await imagesOf(typed);
  if (archive === undefined) return [];
  const options = optionsFor(container);
  const opened = new OpenedArchives(options, io);
  try {
    const found = await opened.open(archive, reads);
    const containers = findContainers(found);
    if (offers === 'containers') return containers.map(({ name = '' }) => word(name));
    const chosen = containers.filter(({ name }) => container === undefined || name === container);
    if (offers === 'members' || offers === 'files') {
      const prefix = container === undefined ? '' : chosen[0]?.prefix;
      if (prefix === undefined) return [];
      const { rows } = await listAll(archive, limitsOf(options));
      return rows
        .filter(
          ({ name, type }) => name.startsWith(prefix) && (offers === 'members' || type === 'file'),
        )
        .map(({ name }) => word(name.slice(prefix.length)));
    }
    const processes = chosen.flatMap((each) => explorePs(opened.locate(found, each)));
    return offers === 'comms'
      ? processes.map(({ comm }) => word(comm))
      : processes.map(({ pid, comm }) => ({ value: String(pid), describe: safeText(comm) }));
  } finally {
    opened.close();
  }
}

/** `ARCHIVE:MEMBER`, where as much as the archive is typed. */
async function imagesOf(typed: string): Promise<OfferedValue[]> {
  for (let colon = typed.indexOf(':'); colon > 0; colon = typed.indexOf(':', colon + 1)) {
    const archive = typed.slice(0, colon);
    if (statSync(archive, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const { rows } = await listAll(archive, limitsOf(optionsFor(undefined)));
    return rows
      .filter(({ name }) => name.endsWith('.img') && !/(?:^|\/)pages-[^/]*$/.test(name))
      .map(({ name }) => word(`${archive}:${name}`));
  }
  return [];
}

function optionsFor(container: string | undefined): CheckpointValues {
  return { maxUnpacked: MOST_UNPACKED, maxInMemory: MOST_UNPACKED, image: undefined, container };
}
