import { beforeAll, describe, expect, test } from 'vitest';
import { inspect } from '../../../src/analysis/inspection/inspect.js';
import type { InspectionOptions } from '../../../src/analysis/inspection/options.js';
import { inspectionJson } from '../../../src/render/inspection/json.js';
import { inspectionText } from '../../../src/render/inspection/tree.js';
import { renderJson } from '../../../src/render/json.js';
import { madeCheckpoint, type MadeMembers } from '../../support/made-checkpoint.js';
import { madeTree } from '../../support/made-tree.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';
import { ALL, EVERYTHING } from './everything.js';

type Json = Record<string, unknown>;
interface Listed {
  readonly file_descriptors: readonly { readonly pid: number; readonly open_files: Json[] }[];
  readonly sockets: readonly { readonly pid: number; readonly open_sockets: Json[] }[];
  readonly process_tree: Json;
}

const ASKED: InspectionOptions = {
  ...EVERYTHING,
  ...{ statistics: true, metadata: true, mounts: true, namespaces: true },
};

async function jsonOf(name: string): Promise<Json & Listed> {
  const inspection = inspect(await openCheckpoint(name), ASKED);
  return JSON.parse(renderJson(inspectionJson(inspection, ALL))) as Json & Listed;
}

function made(members: MadeMembers, options: InspectionOptions = {}) {
  const inspection = inspect(madeCheckpoint(members, 'checkpoint/'), options);
  return {
    json: JSON.parse(renderJson(inspectionJson(inspection, ALL))) as Json,
    text: [...inspectionText(inspection, ALL)].join(''),
    errors: inspection.errors.map(({ message }) => message),
  };
}

/** Every object of a JSON text, with where it stands. */
function* objectsOf(value: unknown, path = '$'): Generator<[path: string, object: Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Json];
  for (const [key, field] of Object.entries(value)) yield* objectsOf(field, `${path}.${key}`);
}

/** Keys of the engine's own, which are not ours to name. */
const NOT_OURS = /\.(?:annotations|environment_variables|cri_status|interfaces)$/;

describe('the dialect, in all that is told of a checkpoint', () => {
  test.each(['rich-podman', 'article-crio', 'rich-plain', 'userns', 'old-v3.3', 'compat32'])(
    '%s',
    async (name) => {
      const wrong: string[] = [];
      for (const [path, object] of objectsOf(await jsonOf(name))) {
        const { absent } = object;
        if (path.endsWith('.absent')) continue;
        for (const [key, value] of Object.entries(object)) {
          if (!NOT_OURS.test(path) && !/^[a-z][a-z0-9_]*$/.test(key)) wrong.push(`${path}.${key}`);
          if (key === 'mode' && !/^([0-7]{4}|[a-z-]+)$/.test(String(value))) wrong.push(path);
          if (key === 'start' && !('start_hex' in object)) wrong.push(path);
        }
        if (absent === undefined || path.endsWith('.pages')) continue;
        for (const [key, reason] of Object.entries(absent as Json)) {
          if (object[key] !== null || typeof reason !== 'string') wrong.push(`${path}.${key}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});

describe('the keys of checkpointctl', () => {
  let rich: Json & Listed;
  beforeAll(async () => {
    rich = await jsonOf('rich-podman');
  });

  test('descriptors: type, fd and path as its explorers have them, the sentence in text', () => {
    const files = rich.file_descriptors.flatMap(({ open_files }) => open_files);
    const first = (type: string) => files.find((file) => file['type'] === type);
    expect(first('REG')).toMatchObject({ path: '/data/ghost.txt', fd_number: 25 });
    expect(first('PIPE')?.['path']).toMatch(/^pipe\[\d+\]$/);
    expect(first('PIPE')?.['text']).toMatch(/^pipe \[\d+\] write end, read by /);
    expect(first('UNIXSK')?.['path']).toMatch(/^unix\[\d+ \(\d+\) \]$/);
    for (const type of ['INETSK', 'EVENTFD', 'MEMFD', 'NS', 'TTY', 'EVENTPOLL']) {
      expect(first(type)?.['path']).toMatch(new RegExp(`^${type}\\.\\d+$`));
      expect(first(type)?.['fd']).toBe(`${type} ${String(first(type)?.['fd_number'])}`);
    }
    const named = files.map(({ path }) => path).filter((path) => String(path).endsWith('.sock]'));
    expect(named).toContainEqual(
      expect.stringMatching(/^unix\[\d+ \(0\) \/scratch\/named\.sock\]$/),
    );
  });

  test('sockets: texts of buffers, names of UNIX sockets, protocols of IP only', () => {
    const sockets = rich.sockets.flatMap(({ open_sockets }) => open_sockets);
    const ofType = (type: string) => sockets.filter((socket) => socket['type'] === type);
    expect(ofType('INETSK')[0]).toMatchObject({
      protocol: 'TCP',
      data: {
        ...{ type: 'TCP', state: 'LISTEN', src: '127.0.0.1', src_port: 18080 },
        ...{ dst: '0.0.0.0', dst_port: 0, send_buf: '16.0 KB', recv_buf: '128.0 KB' },
      },
    });
    const addresses = ofType('UNIXSK').map(({ data }) => (data as Json)['address']);
    expect(addresses).toContain('/scratch/named.sock');
    expect(addresses).toContain('@rich-abstract\u0001\udcff');
    expect(addresses).toContain(undefined);
    for (const type of ['UNIXSK', 'NETLINKSK', 'PACKETSK']) {
      expect(ofType(type).length).toBeGreaterThan(0);
      expect(ofType(type).filter((socket) => 'protocol' in socket)).toEqual([]);
    }
    expect(ofType('NETLINKSK')[0]).toMatchObject({ socket_protocol: 'ROUTE' });
  });

  test('a process that has ended has no descriptors and sockets to list', async () => {
    const app = await jsonOf('app');
    expect(app.file_descriptors.map(({ pid }) => pid)).toEqual([1, 7, 11]);
    expect(JSON.stringify(app.process_tree)).toContain('"pid":12,"command":"python3"');
  });

  test('what is not known of the container is empty, and the tree has its lines', () => {
    const members = {
      'config.dump': '{}',
      'spec.dump': '{}',
      'checkpoint/pstree.img': madeTree([])['pstree.img'] ?? '',
    };
    const { json, text } = made(members);
    expect(json).toMatchObject({
      schema_version: 1,
      ...{ container_name: '', image: '', id: '', runtime: '', created: '0001-01-01T00:00:00Z' },
      engine: 'containerd',
      container: null,
      absent: { container: 'no engine tells its name' },
    });
    expect(text.split('\n').slice(0, 7)).toEqual([
      'Container',
      '├── Image: ',
      '├── ID: ',
      '├── Runtime: ',
      '├── Created: ',
      '├── Engine: containerd',
      expect.stringMatching(/^└── Checkpoint size: \d+ B$/),
    ]);
  });

  test("Podman's networks are there without being asked for", () => {
    const eth0 = {
      mac_address: 'f2:99:8d:fb:5a:57',
      subnets: [{ ipnet: '10.88.0.9/16', gateway: '10.88.0.1' }, { ipnet: 'fd00::9/64' }],
    };
    const { json, text } = made({
      'config.dump': '{"name":"web"}',
      'spec.dump': '{"annotations":{"io.container.manager":"libpod"}}',
      'network.status': JSON.stringify({ podman: { interfaces: { eth0 } } }),
      'checkpoint/pstree.img': madeTree([])['pstree.img'] ?? '',
    });
    expect(json).toMatchObject({
      ip: '10.88.0.9, fd00::9',
      mac: 'f2:99:8d:fb:5a:57',
      networks: [
        {
          name: 'podman',
          interfaces: {
            eth0: {
              ...{ ip: '10.88.0.9/16, fd00::9/64', mac: 'f2:99:8d:fb:5a:57' },
              gateway: '10.88.0.1',
            },
          },
        },
      ],
    });
    expect(text).toContain(
      [
        '├── Engine: Podman',
        '├── Network Interfaces',
        '│   └── podman (eth0)',
        '│       ├── IP: 10.88.0.9/16',
        '│       ├── IP: fd00::9/64',
        '│       ├── MAC: f2:99:8d:fb:5a:57',
        '│       └── Gateway: 10.88.0.1',
        '',
      ].join('\n'),
    );
  });

  test('the maps of a user namespace are told once', async () => {
    const { user_namespaces: told, ...rest } = await jsonOf('userns');
    expect(told).toEqual([
      {
        id: 14,
        uid_map: [{ inside: 0, outside: 200000, count: 65536 }],
        gid_map: [{ inside: 0, outside: 300000, count: 65536 }],
      },
    ]);
    expect(JSON.stringify(rest)).not.toContain('uid_map');
    expect(rest.process_tree).toMatchObject({
      security: { user_namespace: { kind: 'own', id: 14 } },
    });
  });
});

describe('one thing that is missing does not hide the rest', () => {
  const FAMILY = [
    { pid: 1, ppid: 0 },
    { pid: 2, ppid: 1 },
  ];
  const images = Object.fromEntries(
    Object.entries(madeTree(FAMILY)).map(([name, bytes]) => [`checkpoint/${name}`, bytes]),
  );
  const engine = { 'config.dump': '{"name":"web"}', 'spec.dump': '{}' };

  test('stats-dump', () => {
    const { json, text, errors } = made({ ...engine, ...images }, ASKED);
    expect(errors).toEqual([
      expect.stringContaining('failed to get dump statistics'),
      expect.stringContaining('failed to get file descriptors'),
    ]);
    expect(json).toMatchObject({
      statistics: null,
      absent: { statistics: errors[0] },
      process_tree: { pid: 1, children: [{ pid: 2 }] },
    });
    expect(text).toContain(`├── CRIU dump statistics: unavailable: ${String(errors[0])}`);
    expect(text).toContain('[2]  made-2');
  });

  test('pstree.img', () => {
    const { 'checkpoint/pstree.img': _, ...others } = images;
    const { json, text, errors } = made({ ...engine, ...others }, ASKED);
    expect(errors).toContainEqual(expect.stringContaining('failed to get process tree'));
    expect(json).toMatchObject({ container: 'web', process_tree: null, mounts: [] });
    expect(text).toMatch(/^├── Process tree: unavailable: failed to get process tree: /m);
  });

  test('descriptors: sockets are unavailable as files are', () => {
    const { json, text } = made({ ...engine, ...images }, EVERYTHING);
    const reason = 'fdinfo';
    expect(json['sockets']).toEqual(
      FAMILY.map(({ pid }) => ({
        pid,
        open_sockets: null,
        absent: { open_sockets: expect.stringContaining(reason) as string },
      })),
    );
    expect(text).toMatch(/Open files, open sockets: unavailable: .*fdinfo/);
  });

  test('nothing of what was asked for is an error', () => {
    expect(() => made({ ...engine, ...images }, { statistics: true })).toThrow(
      'failed to get dump statistics',
    );
    expect(() => made({ ...engine, ...images }, { ...EVERYTHING, pids: new Set([99]) })).toThrow(
      'no process with PID 99',
    );
  });
});
