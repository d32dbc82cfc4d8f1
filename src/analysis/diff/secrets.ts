import { viewMemory } from '../../model/memory/memory-view.js';
import { SEARCH_KINDS } from '../search/search-checkpoint.js';
import { findSecrets, type SecretReport } from '../secrets/find-secrets.js';
import { redact } from '../secrets/fingerprint.js';
import type { FoundSecret, SecretPlace } from '../secrets/found-secret.js';
import type { Change, SectionChanges } from './change.js';
import type { Side } from './side.js';

/** Secrets that are new: wherever one was before, it is the same one. None is shown as it is. */
export async function secretChanges(
  before: Side,
  after: Side,
  threads: number,
): Promise<SectionChanges> {
  const were = await secretsOf(before, threads);
  const are = await secretsOf(after, threads);
  const known = new Set(were.secrets.map(keyOf));
  const changes = are.secrets.filter((each) => !known.has(keyOf(each))).map(changeOf);
  changes.sort((a, b) => (a.what < b.what ? -1 : Number(a.what > b.what)));
  const cut = [...(were.isCut ? [before] : []), ...(are.isCut ? [after] : [])].map(
    ({ checkpoint }) => checkpoint.archive.file,
  );
  const unknown = cut.map(
    (file) => `${file}: there is more that looks like secrets than was compared`,
  );
  return { changes, unknown };
}

async function secretsOf(
  { checkpoint, memory, limits }: Side,
  threads: number,
): Promise<SecretReport> {
  const kinds = new Set(SEARCH_KINDS);
  return await findSecrets(viewMemory(checkpoint, memory), { kinds, filter: {}, limits, threads });
}

function keyOf({ kind, secret }: FoundSecret): string {
  return `${kind}\n${secret}`;
}

function changeOf({ kind, check, detail, secret, places, count }: FoundSecret): Change {
  const [first] = places;
  const owner = first?.where.kind === 'memory' ? first.where.owners[0] : undefined;
  const where = first === undefined ? [] : [`in ${placeText(first)}`];
  const others = count > 1 ? [`and ${count - 1} more`] : [];
  const words = [check, ...(detail === '' ? [] : [detail]), ...where, ...others];
  return {
    section: 'secrets',
    kind: '+',
    ...(owner !== undefined && { pid: owner.pid, comm: owner.comm }),
    what: `${kind} ${redact(secret)}`,
    after: words.join(', '),
  };
}

function placeText({ where, sources }: SecretPlace): string {
  if (where.kind === 'memory') {
    const [owner] = where.owners;
    if (owner !== undefined) {
      const { address, region } = owner;
      const name = region === undefined || region.name === '' ? '' : ` ${region.name}`;
      return `0x${address.toString(16)}${name}`;
    }
    return 'shared memory that no process has mapped';
  }
  const [source] = sources;
  return source === undefined ? 'a file' : `${source.member}+0x${source.offset.toString(16)}`;
}
