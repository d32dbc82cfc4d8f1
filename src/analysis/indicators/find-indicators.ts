import { isAbsent } from '../../model/absent.js';
import type { Checkpoint } from '../../model/checkpoint.js';
import type { MemoryView } from '../../model/memory/memory-view.js';
import { isIPv4 } from 'node:net';
import type { FoundSecret } from '../secrets/found-secret.js';
import { findKinds, type SecretQuestion } from '../secrets/find-secrets.js';
import { socketsOf } from '../sockets.js';
import { INDICATOR_KINDS } from './all-indicators.js';
import type { Indicator, IndicatorSocket } from './indicator.js';
import { isPrivate } from './kinds/addresses.js';
import { isDomain } from './kinds/names.js';
import { withoutUser } from './kinds/url.js';
import { isNoise } from './noise.js';
import { addTo } from '../../model/group-by.js';

export interface IndicatorReport {
  readonly indicators: readonly Indicator[];
  /** Whether there was more that looks like one than is looked at. */
  readonly isCut: boolean;
}

/**
 * By what others can know the same: in memory and everything else, and the other ends of sockets.
 * @param pids of the processes whose sockets are meant; undefined for all
 * @throws CheckpointError when bytes cannot be read
 */
export async function findIndicators(
  view: MemoryView,
  question: SecretQuestion,
  pids: ReadonlySet<number> | undefined,
): Promise<IndicatorReport> {
  const { secrets, isCut } = await findKinds(view, question, INDICATOR_KINDS, {
    isUnpacked: false,
  });
  const peers = peersOf(view.checkpoint, pids);
  const found = withHosts(secrets.map((each) => indicatorOf(each, peers)));
  const known = new Set(found.map(({ value }) => value));
  const others = [...peers].filter(([address]) => !known.has(address));
  const onlyPeers = others.map(([address, sockets]) => peerOnly(address, sockets));
  return { indicators: [...found, ...onlyPeers], isCut };
}

/** The domains of URLs and addresses of mail are indicators of their own, at the same places. */
function withHosts(found: readonly Indicator[]): Indicator[] {
  const all = new Map(found.map((each) => [`${each.type} ${each.value}`, each]));
  for (const each of found) {
    const host = hostOf(each);
    if (host === undefined || !isDomain(host)) continue;
    const known = all.get(`domain ${host}`);
    all.set(`domain ${host}`, {
      ...{ type: 'domain', value: host, isProved: true, isPrivate: false, peerOf: [] },
      isNoise: isNoise(host),
      count: (known?.count ?? 0) + each.count,
      places: [...(known?.places ?? []), ...each.places],
    });
  }
  return [...all.values()];
}

function hostOf({ type, value }: Indicator): string | undefined {
  if (type === 'email') return value.split('@')[1]?.toLowerCase();
  if (type !== 'url') return undefined;
  return /:\/\/([A-Za-z0-9.-]+)/.exec(value)?.[1]?.toLowerCase();
}

type Peers = ReadonlyMap<string, readonly IndicatorSocket[]>;

function indicatorOf(
  { kind, detail, secret, check, count, places }: FoundSecret,
  peers: Peers,
): Indicator {
  const value = kind === 'url' ? withoutUser(secret) : secret;
  const isAddress = kind === 'ipv4' || kind === 'ipv6';
  return {
    type: kind === 'hash' ? detail : kind,
    ...{ value, count, places },
    isProved: check === 'valid',
    isPrivate: isAddress && isPrivate(value),
    isNoise: isNoise(value),
    peerOf: peers.get(value) ?? [],
  };
}

function peerOnly(address: string, peerOf: readonly IndicatorSocket[]): Indicator {
  return {
    type: isIPv4(address) ? 'ipv4' : 'ipv6',
    ...{ value: address, isProved: true, isPrivate: isPrivate(address), isNoise: false },
    ...{ count: 0, places: [], peerOf },
  };
}

/** By address: the sockets whose other end it is. */
function peersOf(checkpoint: Checkpoint, pids: ReadonlySet<number> | undefined): Peers {
  const peers = new Map<string, IndicatorSocket[]>();
  for (const socket of socketsOf(checkpoint).sockets) {
    if (socket.type !== 'INETSK' || isAbsent(socket.remote) || socket.remote.port === 0) continue;
    const { address: written, port } = socket.remote;
    const address = written.replace(/^::ffff:(?=.*\.)/, '').replace(/%.*$/, '');
    for (const { pid, fd } of socket.holders) {
      if (pids?.has(pid) === false) continue;
      addTo(peers, address, { pid, fd, port });
    }
  }
  return peers;
}
