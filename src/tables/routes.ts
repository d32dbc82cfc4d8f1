import type { Network } from '../analysis/network.js';
import { reads } from '../analysis/namespaces.js';
import type { CheckpointTable } from './checkpoint-table.js';
import { device, ifindex, ORIGIN } from './dictionary.js';
import { networkNamespace, networkRows, type OfNetwork, unknownNetworks } from './network.js';
import { rowsColumn, type Column } from './table.js';

export type RouteRow = Network['routes'][number] & OfNetwork;

type NextHop = NonNullable<RouteRow['next_hops']>[number];

const NEXT_HOP: readonly Column<NextHop>[] = [
  {
    name: 'gateway',
    type: 'string',
    describe: 'Where packets are sent on',
    get: (hop) => hop.gateway,
    optional: true,
  },
  { ...ifindex, optional: true },
];

export const routes: CheckpointTable<RouteRow> = {
  name: 'routes',
  reads,
  describe: 'A route of IPv4 or IPv6, of any routing table.',
  columns: [
    ...ORIGIN,
    networkNamespace,
    { name: 'family', type: 'string', describe: 'inet or inet6', get: (row) => row.family },
    {
      name: 'type',
      type: 'string',
      describe: 'unicast, or what becomes of a packet instead: local, blackhole ...',
      get: (row) => row.type,
    },
    {
      name: 'destination',
      type: 'string',
      describe: 'default, or an address with its prefix length',
      get: (row) => row.destination,
    },
    ...NEXT_HOP,
    { ...device, optional: true },
    {
      name: 'preferred_source',
      type: 'string',
      title: 'SOURCE',
      describe: 'Address that packets get as their source',
      get: (row) => row.preferred_source,
      optional: true,
    },
    {
      name: 'from',
      type: 'string',
      describe: 'Only packets from there',
      get: (row) => row.from,
      shown: 'wide',
      optional: true,
    },
    rowsColumn<RouteRow, NextHop>({
      name: 'next_hops',
      describe: 'Several ways, among which the traffic is shared',
      items: [
        ...NEXT_HOP,
        {
          name: 'weight',
          type: 'integer',
          describe: 'Share of the traffic, 1 to 256',
          get: (hop) => hop.weight ?? 1,
        },
      ],
      get: (row) => row.next_hops,
      shown: 'wide',
      optional: true,
    }),
    { name: 'table', type: 'string', describe: 'Routing table', get: (row) => row.table },
    {
      name: 'protocol',
      type: 'string',
      describe: 'Who made it: kernel, boot (by hand), static, dhcp, ra ...',
      get: (row) => row.protocol,
    },
    { name: 'scope', type: 'string', describe: 'How far it leads', get: (row) => row.scope },
    {
      name: 'metric',
      type: 'integer',
      describe: 'The lowest wins',
      get: (row) => row.metric,
      optional: true,
    },
    {
      name: 'mtu',
      type: 'integer',
      describe: 'Largest packet in bytes',
      get: (row) => row.mtu,
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
  ],
  rows: (checkpoint) =>
    networkRows(checkpoint, (network, namespace) =>
      network.routes.map((route) => ({ ...route, namespace })),
    ),
  unknown: unknownNetworks,
};
