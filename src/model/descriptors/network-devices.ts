import type { NetDeviceEntry } from '../../criu/messages.generated.js';
import type { FileContext } from './file-context.js';

/**
 * A device of a network namespace: netdev-NS.img.
 * @param namespace undefined in old images: that of any process
 * @param key its name or its ifindex
 */
export function networkDevice(
  context: FileContext,
  namespace: number | undefined,
  key: string | number,
): NetDeviceEntry | undefined {
  const devices = context.index(devicesByNamespace);
  const ids = namespace === undefined ? context.index(networkNamespaces) : [namespace];
  for (const id of ids) {
    let table = devices.get(id);
    if (table === undefined) {
      table = readDevices(context, id);
      devices.set(id, table);
    }
    const device = table.get(key);
    if (device !== undefined) return device;
  }
  return undefined;
}

type Devices = ReadonlyMap<string | number, NetDeviceEntry>;

function devicesByNamespace(): Map<number, Devices> {
  return new Map();
}

function readDevices({ images }: FileContext, namespace: number): Devices {
  const table = new Map<string | number, NetDeviceEntry>();
  for (const device of images.messages(`netdev-${namespace}.img`, 'net_device_entry')) {
    for (const key of [device.name, device.ifindex]) {
      if (key !== undefined && !table.has(key)) table.set(key, device);
    }
  }
  return table;
}

/** Network namespaces of the processes: task_kobj_ids_entry.net_ns_id. */
function networkNamespaces({ processes }: FileContext): number[] {
  const found = processes.map(({ ids }) => ids?.net_ns_id).filter((id) => id !== undefined);
  return [...new Set(found)];
}
