import { stringify } from 'csv-stringify/sync';
import type { Indicator } from '../analysis/indicators/indicator.js';
import { placeText } from '../tables/found-places.js';
import { safeText } from './safe-text.js';

/** Types and categories of MISP's attributes (misp-core-format); what it has no type for is `other`. */
const TYPES: Readonly<Record<string, readonly [type: string, category: string]>> = {
  url: ['url', 'Network activity'],
  domain: ['domain', 'Network activity'],
  onion: ['domain', 'Network activity'],
  ipv4: ['ip-dst', 'Network activity'],
  ipv6: ['ip-dst', 'Network activity'],
  email: ['email', 'Payload delivery'],
  'user-agent': ['user-agent', 'Network activity'],
  md5: ['md5', 'Payload delivery'],
  sha1: ['sha1', 'Payload delivery'],
  sha256: ['sha256', 'Payload delivery'],
  sha512: ['sha512', 'Payload delivery'],
  bitcoin: ['btc', 'Financial fraud'],
  monero: ['xmr', 'Financial fraud'],
};

export const MISP_HEADER = 'category,type,value,comment,to_ids\n';

/** Rows as MISP's import of CSV takes them. What is noise or private is for people, and no signature. */
export function mispRows(archive: string, indicators: readonly Indicator[]): string {
  return stringify(
    indicators.map((each) => {
      const [type, category] = TYPES[each.type] ?? ['other', 'Other'];
      const [first] = each.places;
      const [peer] = each.peerOf;
      const where = first !== undefined ? placeText(first) : `peer of process ${peer?.pid}`;
      const isSignature = !each.isNoise && !each.isPrivate && type !== 'other';
      const comment = safeText(`${archive}: ${where}`);
      return [category, type, safeText(each.value), comment, isSignature ? '1' : '0'];
    }),
  );
}
