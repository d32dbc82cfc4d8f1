import { expect, test } from 'vitest';
import { defang } from '../../../src/analysis/indicators/defang.js';
import { findIndicators } from '../../../src/analysis/indicators/find-indicators.js';
import type { Indicator } from '../../../src/analysis/indicators/indicator.js';
import { SEARCH_KINDS } from '../../../src/analysis/search/search-checkpoint.js';
import { apart, memoryOf } from '../../support/memory-of.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';
import { viewMemory } from '../../../src/model/memory/memory-view.js';

async function indicatorsIn(bytes: Uint8Array): Promise<readonly Indicator[]> {
  const parts = { kinds: new Set(SEARCH_KINDS), filter: {}, threads: 0 };
  return (await findIndicators(memoryOf(bytes), parts, undefined)).indicators;
}

const told = (found: readonly Indicator[]) =>
  found.map(({ type, value }) => `${type} ${value}`).sort();

/** Addresses that are published: of the first block, of BIP 173 and BIP 350, of EIP-55, of projects. */
const WALLETS = {
  bitcoin: [
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  ],
  ethereum: ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
  monero: [
    '44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A',
  ],
  onion: ['duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion'],
};
const PUBLISHED = Object.entries(WALLETS).flatMap(([type, all]) =>
  all.map((value) => [type, value] as const),
);

test('wallets and onions are told when their checksums agree, and only then', async () => {
  const right = PUBLISHED.map(([, value]) => value);
  const wrong = right.map((value) =>
    value.replace(
      /^(.{12})(.)/,
      (_, head: string, one: string) => head + (one === 'a' ? 'b' : 'a'),
    ),
  );
  const found = await indicatorsIn(apart([...right, ...wrong]));
  expect(told(found)).toEqual(PUBLISHED.map(([type, value]) => `${type} ${value}`).sort());
  expect(found.every(({ isProved }) => isProved)).toBe(true);
});

test('each once with its count; domains of URLs and mail; what is private or noise is marked', async () => {
  const found = await indicatorsIn(
    apart([
      'GET https://bob:s3cret@cdn.evil-host.co.uk/a?b=c, and more',
      'see (http://www.w3.org/2000/svg).',
      'mail Eve.X+tag@evil-host.ru now',
      'drop.evil-host.top',
      // The query is none of a user.
      'http://evil-host.ru?mail=a@b',
      Buffer.from('https://cdn.evil-host.co.uk/a?b=c', 'utf16le'),
      ...['peer 203.0.113.66:4444', 'at 10.0.0.7 ', 'to 2001:db8::17 '],
      `sum e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`,
      'User-Agent: dropper/1.0\r\n',
    ]),
  );
  expect(told(found)).toEqual(
    [
      'url https://cdn.evil-host.co.uk/a?b=c',
      'domain cdn.evil-host.co.uk',
      'url http://www.w3.org/2000/svg',
      'domain www.w3.org',
      'email Eve.X+tag@evil-host.ru',
      'domain evil-host.ru',
      'domain drop.evil-host.top',
      'url http://evil-host.ru?mail=a@b',
      ...['ipv4 203.0.113.66', 'ipv4 10.0.0.7', 'ipv6 2001:db8::17'],
      'sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'user-agent dropper/1.0',
    ].sort(),
  );
  const one = (value: string) => found.find((each) => each.value === value);
  expect(one('https://cdn.evil-host.co.uk/a?b=c')?.count).toBe(2);
  expect(one('10.0.0.7')?.isPrivate).toBe(true);
  expect(one('203.0.113.66')?.isPrivate).toBe(false);
  expect(one('www.w3.org')?.isNoise).toBe(true);
  expect(one('cdn.evil-host.co.uk')?.isNoise).toBe(false);
});

test('what only looks like one is none', async () => {
  const texts = [
    'version 1.2.3.4.5',
    'v1.2.3.4',
    '256.1.1.1',
    '01.2.3.4',
    'self.name.org()',
    'a@b',
    'user@host.invalid',
  ];
  const more = [
    'http://{host}/x',
    'http://host/x',
    '00000000000000000000000000000000',
    'std::find',
    'libc.so.6',
  ];
  expect(await indicatorsIn(apart([...texts, ...more]))).toEqual([]);
});

test('the other ends of sockets are among them', async () => {
  const view = viewMemory(await openCheckpoint('app'));
  const parts = { kinds: new Set(['args'] as const), filter: {}, threads: 0 };
  const { indicators } = await findIndicators(view, parts, new Set([7]));
  const peer = indicators.find(({ peerOf }) => peerOf.length > 0);
  expect(peer).toMatchObject({ type: 'ipv4', value: '127.0.0.1', isPrivate: true });
  expect(peer?.peerOf.every(({ pid }) => pid === 7)).toBe(true);
});

test.each([
  ['url', 'http://a.b.ru/x.y', 'hxxp[://]a[.]b[.]ru/x.y'],
  ['domain', 'a.b.ru', 'a[.]b[.]ru'],
  ['ipv4', '203.0.113.66', '203[.]0[.]113[.]66'],
  ['ipv6', '2001:db8::1', '2001[:]db8[:][:]1'],
  ['email', 'a.b@c.ru', 'a[.]b[@]c[.]ru'],
  ['sha1', 'abcd', 'abcd'],
])('defangs %s', (type, value, safe) => {
  expect(defang(type, value)).toBe(safe);
});
