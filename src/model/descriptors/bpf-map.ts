import { absent, known, type Absent } from '../absent.js';
import { signalOwner, type FileContext, type SignalOwner } from './file-context.js';

/** A BPF map: bpfmap_file_entry. */
export interface BpfMap {
  readonly type: 'BPFMAP';
  readonly id: number;
  readonly flags: number | Absent;
  readonly position: bigint | Absent;
  readonly name: string | Absent;
  /** `hash`, `array` ..., as bpftool names them. */
  readonly mapType: string | Absent;
  readonly keyBytes: number | Absent;
  readonly valueBytes: number | Absent;
  readonly maxEntries: number | Absent;
  /** Id that the kernel gave to it. */
  readonly mapId: number | Absent;
  /** Programs may no longer write to it. */
  readonly frozen: boolean;
  readonly signalOwner?: SignalOwner;
}

/** enum bpf_map_type of uapi/linux/bpf.h, from 0 on. */
const MAP_TYPES = (
  'unspec hash array prog_array perf_event_array percpu_hash percpu_array stack_trace cgroup_array ' +
  'lru_hash lru_percpu_hash lpm_trie array_of_maps hash_of_maps devmap sockmap cpumap xskmap sockhash ' +
  'cgroup_storage reuseport_sockarray percpu_cgroup_storage queue stack sk_storage devmap_hash ' +
  'struct_ops ringbuf inode_storage task_storage bloom_filter user_ringbuf cgrp_storage arena'
).split(' ');

export function readBpfMap(context: FileContext, id: number): BpfMap | undefined {
  const entry = context.files.find('BPFMAP', id);
  if (entry === undefined) return undefined;
  const missing = 'the entry of the map does not tell';
  const { map_type } = entry;
  const owner = signalOwner(context, entry.fown);
  return {
    type: 'BPFMAP',
    id,
    flags: known(entry.flags, missing),
    position: known(entry.pos, missing),
    name: known(entry.map_name, missing),
    mapType: map_type === undefined ? absent(missing) : (MAP_TYPES[map_type] ?? `type ${map_type}`),
    keyBytes: known(entry.key_size, missing),
    valueBytes: known(entry.value_size, missing),
    maxEntries: known(entry.max_entries, missing),
    mapId: known(entry.map_id, missing),
    frozen: entry.frozen === true,
    ...(owner !== undefined && { signalOwner: owner }),
  };
}
