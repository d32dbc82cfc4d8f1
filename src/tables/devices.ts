import type { Network } from '../analysis/network.js';
import { reads } from '../analysis/namespaces.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { device, ifindex, ORIGIN } from './dictionary.js';
import { networkNamespace, networkRows, type OfNetwork, unknownNetworks } from './network.js';

export type DeviceRow = Network['devices'][number] & OfNetwork & { readonly device: string };

export const devices: CheckpointTable<DeviceRow> = {
  name: 'devices',
  reads,
  describe: 'A network device.',
  columns: [
    ...ORIGIN,
    networkNamespace,
    ifindex,
    device,
    {
      name: 'kind',
      type: 'string',
      describe: 'loopback, veth, bridge ...; extlink is a device of the host',
      get: (row) => row.kind,
    },
    { name: 'mtu', type: 'integer', describe: 'Largest packet in bytes', get: (row) => row.mtu },
    {
      name: 'mac',
      type: 'string',
      describe: 'Hardware address',
      get: (row) => row.address,
      optional: true,
    },
    {
      name: 'flags',
      type: 'strings',
      describe: 'IFF_* without the prefix',
      get: (row) => row.flags,
    },
    {
      name: 'addresses',
      type: 'strings',
      describe: 'Its addresses with their prefix length',
      get: (row) => row.addresses.map((each) => `${each.address ?? ''}/${each.prefix_length}`),
    },
    {
      name: 'master',
      type: 'integer',
      describe: 'Number of the bridge, bond or VRF that it belongs to',
      get: (row) => row.master,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'link',
      type: 'integer',
      describe: 'Number of the other end of a veth pair, or of the device that it lies on',
      get: (row) => row.link?.ifindex,
      shown: 'wide',
      optional: true,
    },
    {
      name: 'link_namespace',
      type: 'integer',
      describe: 'Network namespace that the other end is in',
      get: (row) => row.link && (row.link.namespace ?? { absent: 'that namespace was not dumped' }),
      shown: 'wide',
      optional: true,
    },
  ],
  rows: (checkpoint) =>
    networkRows(checkpoint, (network, namespace) =>
      network.devices.map((each) => ({ ...each, namespace, device: each.name })),
    ),
  unknown: unknownNetworks,
};
