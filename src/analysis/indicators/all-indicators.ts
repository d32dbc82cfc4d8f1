import type { SecretKind } from '../secrets/secret-kind.js';
import { ipv4, ipv6 } from './kinds/addresses.js';
import { fileHash } from './kinds/hashes.js';
import { domain, mail, onion } from './kinds/names.js';
import { url } from './kinds/url.js';
import { userAgent } from './kinds/user-agent.js';
import { bitcoin, ethereum, monero } from './kinds/wallets.js';

/** All that are known by their form; what several take for theirs is the first one's. */
export const INDICATOR_KINDS: readonly SecretKind[] = [
  ...[url, onion, mail, domain, ipv4, ipv6, bitcoin, ethereum, monero, fileHash, userAgent],
];
