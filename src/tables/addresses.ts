import type { Fact } from '../model/absent.js';
import type { InterfaceAddress } from '../model/netlink/addresses.js';
import { reads } from '../analysis/namespaces.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { device, ifindex, ORIGIN } from './dictionary.js';
import { networkNamespace, networkRows, type OfNetwork, unknownNetworks } from './network.js';

export interface AddressRow extends InterfaceAddress, OfNetwork {
  readonly device: Fact<string>;
}

const NO_DEVICE = { absent: 'the netdev image has no such device' } as const;

export const addresses: CheckpointTable<AddressRow> = {
  name: 'addresses',
  reads,
  describe: 'An address of a network device.',
  columns: [
    ...ORIGIN,
    networkNamespace,
    { ...ifindex, shown: 'wide' },
    device,
    { name: 'family', type: 'string', describe: 'inet or inet6', get: (row) => row.family },
    {
      name: 'ip_address',
      type: 'string',
      describe: 'Without prefix length',
      get: (row) => row.address ?? { absent: 'the message has none' },
    },
    {
      name: 'prefix_length',
      type: 'integer',
      title: 'PREFIX',
      describe: 'Bits of the network',
      get: (row) => row.prefix_length,
    },
    {
      name: 'peer',
      type: 'string',
      describe: 'The other end of a point-to-point link',
      get: (row) => row.peer,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'broadcast',
      type: 'string',
      describe: 'Address that all in the network listen to',
      get: (row) => row.broadcast,
      optional: true,
    },
    { name: 'scope', type: 'string', describe: 'Where it is valid', get: (row) => row.scope },
    {
      name: 'label',
      type: 'string',
      describe: 'An alias such as eth0:1; mostly the name of the device',
      get: (row) => row.label,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'flags',
      type: 'strings',
      describe: 'As ip(8) names them',
      get: (row) => row.flags,
      shown: 'wide',
    },
    {
      name: 'valid_lifetime_s',
      type: 'integer',
      describe: 'Seconds for which it stays',
      get: (row) => row.valid_lifetime_s,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'preferred_lifetime_s',
      type: 'integer',
      describe: 'Seconds for which new connections use it',
      get: (row) => row.preferred_lifetime_s,
      shown: 'wide',
      optional: true,
    },
  ],
  rows: (checkpoint) =>
    networkRows(checkpoint, ({ devices, other_addresses: others }, namespace) => [
      ...devices.flatMap(({ name, addresses: all }) =>
        all.map((address) => ({ ...address, namespace, device: name })),
      ),
      ...others.map((address) => ({ ...address, namespace, device: NO_DEVICE })),
    ]),
  unknown: unknownNetworks,
};
