import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../src/bytes/checkpoint-error.js';
import type { Checkpoint } from '../../src/model/checkpoint.js';
import { readAddresses } from '../../src/model/netlink/addresses.js';
import { readRoutes } from '../../src/model/netlink/routes.js';
import { readRules } from '../../src/model/netlink/rules.js';
import { checkpointOf, realCheckpoint } from '../support/checkpoint-of.js';
import { failure } from '../support/codec.js';
import { attribute, message, u16, u32 } from '../support/netlink.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
let count = 0;

function withImage(name: string, bytes: Uint8Array): Promise<Checkpoint> {
  const members = { 'inventory.img': '', [name]: bytes };
  return checkpointOf(scratch.directory(`netlink-${count++}`, members));
}

const ADDRESS = 0x47361222;
const ROUTE = 0x45311224;
const RULE = 0x71706986;

// The bytes of these images, read by hand with xxd and rtnetlink(7).
describe('a network namespace with veth, bridge and macvlan', () => {
  const rich = realCheckpoint('rich-plain');

  test('addresses', async () => {
    const addresses = readAddresses(await rich, 9);
    const texts = addresses.map(
      ({ ifindex, address, prefix_length, scope, label }) =>
        `${ifindex} ${address ?? ''}/${prefix_length} ${scope} ${label ?? ''}`,
    );
    expect(texts).toEqual([
      '1 127.0.0.1/8 host lo',
      '1 203.0.113.7/32 global lo',
      '4 10.77.0.1/24 global rich-v0',
      '1 ::1/128 host ',
      '2 fd77::1/64 global ',
      '2 fe80::74ec:97ff:fe3d:a3b7/64 link ',
      '3 fe80::74ec:97ff:fe3d:a3b7/64 link ',
      '4 fe80::c807:e8ff:feb8:a7a7/64 link ',
      '5 fe80::ff:fe00:7701/64 link ',
    ]);
    expect(addresses[4]).toEqual({
      family: 'inet6',
      address: 'fd77::1',
      prefix_length: 64,
      scope: 'global',
      ifindex: 2,
      flags: ['nodad', 'permanent'],
      offset: 0x13c,
    });
  });

  test('routes of IPv4 and IPv6', async () => {
    expect(readRoutes(await rich, 'route', 9)).toEqual([
      {
        family: 'inet',
        type: 'unicast',
        destination: '10.77.0.0/24',
        preferred_source: '10.77.0.1',
        ifindex: 4,
        table: 'main',
        protocol: 'kernel',
        scope: 'link',
        flags: [],
        offset: 4,
      },
      {
        family: 'inet',
        type: 'unicast',
        destination: '198.51.100.0/24',
        gateway: '10.77.0.254',
        ifindex: 4,
        table: 'main',
        protocol: 'boot',
        scope: 'global',
        flags: [],
        offset: 0x40,
      },
    ]);
    const six = readRoutes(await rich, 'route6', 9);
    expect(six.map(({ destination, ifindex, metric }) => [destination, ifindex, metric])).toEqual([
      ['fd77::/64', 2, 256],
      ['fe80::/64', 4, 256],
      ['fe80::/64', 3, 256],
      ['fe80::/64', 5, 256],
      ['fe80::/64', 2, 256],
    ]);
  });

  test('rules', async () => {
    const rules = readRules(await rich, 9);
    expect(rules.map(({ priority, from, table }) => [priority, from, table])).toEqual([
      [0, 'all', 'local'],
      [32765, '10.77.0.0/24', '77'],
      [32766, 'all', 'main'],
      [32767, 'all', 'default'],
    ]);
    expect(rules[1]).toEqual({
      family: 'inet',
      priority: 32765,
      from: '10.77.0.0/24',
      not: false,
      action: 'lookup',
      table: '77',
      protocol: 'unspec',
      offset: 0x38,
    });
  });
});

test.each(['old-v3.19', 'old-v3.3'])('%s has the loopback alone, and no routes', async (name) => {
  const old = await realCheckpoint(name);
  const id = name === 'old-v3.3' ? 8 : 9;
  const addresses = readAddresses(old, id);
  expect(addresses.map(({ address }) => address)).toEqual(['127.0.0.1', '::1']);
  expect(readRoutes(old, 'route', id)).toEqual([]);
  expect(readRules(old, id).map(({ table }) => table)).toEqual(['local', 'main', 'default']);
});

test('an image that is not there, or empty, has nothing', async () => {
  expect(readAddresses(await withImage('ifaddr-9.img', Buffer.alloc(0)), 9)).toEqual([]);
  expect(readRules(await withImage('ifaddr-9.img', Buffer.alloc(0)), 9)).toEqual([]);
});

describe.each([false, true])('made byte for byte, big-endian: %s', (bigEndian) => {
  const order = { bigEndian };

  test('an address of a point-to-point link that ends, with an alias', async () => {
    const image = Buffer.concat([
      u32(ADDRESS, order),
      message(
        20,
        [
          Buffer.of(2, 32, 1, 0),
          u32(7, order),
          attribute(1, Buffer.of(10, 0, 0, 2), order),
          attribute(2, Buffer.of(10, 0, 0, 1), order),
          attribute(3, Buffer.from('tun0:a\0'), order),
          attribute(4, Buffer.of(10, 0, 0, 255), order),
          attribute(6, Buffer.concat([60, 3600, 0, 0].map((n) => u32(n, order))), order),
          attribute(99, Buffer.from('a new one'), order),
        ],
        order,
      ),
      message(3, [u32(0, order)], order),
    ]);
    expect(readAddresses(await withImage('ifaddr-1.img', image), 1)).toEqual([
      {
        family: 'inet',
        address: '10.0.0.1',
        prefix_length: 32,
        peer: '10.0.0.2',
        broadcast: '10.0.0.255',
        scope: 'global',
        ifindex: 7,
        label: 'tun0:a',
        flags: ['secondary'],
        valid_lifetime_s: 3600,
        preferred_lifetime_s: 60,
        offset: 4,
      },
    ]);
  });

  test('a default route over two ways, with an MTU, in a table above 255', async () => {
    const hop = (ifindex: number, weight: number, gateway: number) => {
      const content = attribute(5, Buffer.of(10, 0, 0, gateway), order);
      const length = u16(8 + content.length, order);
      return Buffer.concat([length, Buffer.of(0, weight - 1), u32(ifindex, order), content]);
    };
    const image = Buffer.concat([
      u32(ROUTE, order),
      message(
        24,
        [
          Buffer.of(2, 0, 0, 0, 252, 4, 0, 1),
          u32(4, order),
          attribute(6, u32(50, order), order),
          attribute(8 | 0x8000, attribute(2, u32(1400, order), order), order),
          attribute(9, Buffer.concat([hop(3, 1, 1), hop(4, 5, 2)]), order),
          attribute(15, u32(1000, order), order),
        ],
        order,
      ),
    ]);
    expect(readRoutes(await withImage('route-1.img', image), 'route', 1)).toMatchObject([
      {
        destination: 'default',
        table: '1000',
        protocol: 'static',
        metric: 50,
        mtu: 1400,
        flags: ['onlink'],
        next_hops: [
          { gateway: '10.0.0.1', ifindex: 3, weight: 1 },
          { gateway: '10.0.0.2', ifindex: 4, weight: 5 },
        ],
      },
    ]);
  });

  test('a rule with every condition', async () => {
    const image = Buffer.concat([
      u32(RULE, order),
      message(
        32,
        [
          Buffer.of(2, 16, 0, 0, 0, 0, 0, 8),
          u32(2, order),
          attribute(1, Buffer.of(10, 9, 0, 0), order),
          attribute(3, Buffer.from('eth0\0'), order),
          attribute(6, u32(100, order), order),
          attribute(10, u32(0xc114, order), order),
          attribute(16, u32(0xffff, order), order),
          attribute(20, Buffer.concat([u32(1000, order), u32(1999, order)]), order),
          attribute(22, Buffer.of(6), order),
          attribute(24, Buffer.concat([u16(80, order), u16(81, order)]), order),
        ],
        order,
      ),
    ]);
    expect(readRules(await withImage('rule-1.img', image), 1)).toMatchObject([
      {
        priority: 100,
        from: 'all',
        to: '10.9.0.0/16',
        not: true,
        input_device: 'eth0',
        fwmark: 0xc114,
        fwmask: 0xffff,
        uid_range: [1000, 1999],
        ip_protocol: 6,
        destination_ports: [80, 81],
        action: 'prohibit',
      },
    ]);
  });
});

describe('damaged', () => {
  const good = message(20, [Buffer.of(2, 8, 0, 0), u32(1), attribute(1, Buffer.of(127, 0, 0, 1))]);
  const cut = (at: number, value: Buffer) => {
    const bytes = Buffer.from(good);
    value.copy(bytes, at);
    return Buffer.concat([u32(ADDRESS), bytes]);
  };

  test.each<[string, Buffer, number]>([
    ['another magic', Buffer.concat([u32(ROUTE), good]), 0],
    ['less than a magic', Buffer.of(0x22, 0x12), 0],
    ['a message longer than the image', cut(0, u32(good.length + 1)), 4],
    ['a message of no length', cut(0, u32(0)), 4],
    ['an attribute longer than its message', cut(24, u16(9)), 28],
    ['an attribute of no length', cut(24, u16(0)), 28],
    ['a message shorter than its structure', Buffer.concat([u32(ADDRESS), message(20, [])]), 20],
    ['the end amid a header', Buffer.concat([u32(ADDRESS), good, Buffer.alloc(3)]), 36],
  ])('%s', async (_, bytes, offset) => {
    const checkpoint = await withImage('ifaddr-5.img', bytes);
    const error = failure(() => readAddresses(checkpoint, 5));
    expect(error).toMatchObject({
      code: 'invalid-image',
      place: { member: 'ifaddr-5.img', offset },
    });
  });

  test('a next hop of no length', async () => {
    const hop = attribute(9, Buffer.alloc(8));
    const route = message(24, [Buffer.alloc(12), hop]);
    const checkpoint = await withImage('route-5.img', Buffer.concat([u32(ROUTE), route]));
    expect(() => readRoutes(checkpoint, 'route', 5)).toThrow(/a next hop says 0 bytes/);
  });

  test('cut anywhere, or with any byte changed, an image is read or refused', async () => {
    const image = Buffer.concat([u32(ADDRESS), good]);
    const variants = [...image.keys()].flatMap((at) => [
      image.subarray(0, at),
      ...[0, 0x7f, 0xff].map((value) => {
        const changed = Buffer.from(image);
        changed[at] = value;
        return changed;
      }),
    ]);
    for (const bytes of variants) {
      const checkpoint = await withImage('ifaddr-5.img', bytes);
      try {
        readAddresses(checkpoint, 5);
      } catch (error) {
        expect(error).toBeInstanceOf(CheckpointError);
      }
    }
  });
});
