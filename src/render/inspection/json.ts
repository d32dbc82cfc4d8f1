import { describeDescriptor } from '../../model/describe/describe-descriptor.js';
import { describeFile } from '../../model/describe/describe-file.js';
import { describeSocket } from '../../model/describe/describe-socket.js';
import type { Inspection, ProcessNode } from '../../analysis/inspection.js';
import { isAbsent } from '../../model/absent.js';
import { overviewJson } from '../overview.js';
import { snakeCaseKeys } from '../snake-case.js';
import type { ProcessView } from './process.js';

/** The inspection as plain data: the keys that checkpointctl's JSON has, and new ones beside them. */
export function inspectionJson(inspection: Inspection, view: ProcessView): object {
  const { overview, metadata, processes, files, sockets, mounts, ...rest } = inspection;
  const { security, namespaces, cgroups, warnings } = rest;
  const all = (processes ?? []).flatMap(flatten);
  return {
    ...overviewJson(overview),
    ...(metadata !== undefined && metadataJson(metadata)),
    process_tree: processes?.[0] === undefined ? undefined : processJson(processes[0], view),
    other_process_trees:
      processes === undefined || processes.length < 2
        ? undefined
        : processes.slice(1).map((process) => processJson(process, view)),
    file_descriptors: files === undefined ? undefined : all.flatMap(filesJson),
    files_in_flight:
      files === undefined || files.inFlight.length === 0
        ? undefined
        : snakeCaseKeys(files.inFlight),
    sockets: sockets === undefined ? undefined : all.flatMap(socketsJson),
    mounts: mounts?.spec,
    process_mounts: mounts?.namespaces,
    security:
      security === undefined ? undefined : snakeCaseKeys(security, ['warnings', 'processes']),
    namespaces: namespaces?.namespaces,
    cgroups:
      cgroups === undefined
        ? undefined
        : { processes: cgroups.processes, hierarchies: cgroups.hierarchies },
    warnings: warnings.length === 0 ? undefined : warnings.map(({ message }) => message),
  };
}

function metadataJson({ annotations, kubernetes, warnings, ...rest }: Metadata): object {
  const { networks, ...others } = rest;
  return {
    networks: networks.length === 0 ? undefined : networksJson(networks),
    metadata: {
      pod_name: kubernetes.pod_name,
      kubernetes_namespace: kubernetes.pod_namespace,
      annotations: Object.fromEntries(annotations.map(({ name, value }) => [name, value])),
      kubernetes,
      ...others,
    },
  };
}

type Metadata = NonNullable<Inspection['metadata']>;

/** Interfaces under their names; `ip` has every address. */
function networksJson(networks: Metadata['networks']): object[] {
  const names = [...new Set(networks.map(({ network }) => network))];
  return names.map((name) => ({
    name,
    interfaces: Object.fromEntries(
      networks
        .filter(({ network }) => network === name)
        .map(({ name: device, mac, subnets }) => [
          device,
          {
            ip: subnets.map(({ ipnet }) => ipnet).join(', '),
            mac,
            gateway: subnets.map(({ gateway }) => gateway).find((each) => each !== undefined),
            subnets,
          },
        ]),
    ),
  }));
}

const STATES = {
  alive: 'Alive',
  dead: 'Dead',
  stopped: 'Stopped',
  zombie: 'Zombie',
  unknown: 'Unknown',
};

function processJson(process: ProcessNode, view: ProcessView): object {
  const { facts, security, maps, children } = process;
  const { comm, commandLine, environment, state, threads, ...rest } = facts;
  const argv = isAbsent(commandLine) ? undefined : commandLine.entries;
  return {
    pid: facts.pid,
    command: isAbsent(comm) ? comm : comm,
    cmdline: view.commandLine && argv !== undefined ? argv.join(' ') : undefined,
    argv: view.commandLine ? (argv ?? commandLine) : undefined,
    task_state: isAbsent(state) ? undefined : STATES[state.state],
    ...(view.environment && environmentJson(environment)),
    ...(snakeCaseKeys({ ...rest, state }) as object),
    threads: snakeCaseKeys(view.threads || view.details ? threads : threads.slice(0, 1)),
    security: security === undefined ? undefined : snakeCaseKeys(security),
    maps,
    children: children.length === 0 ? undefined : children.map((child) => processJson(child, view)),
  };
}

/** As checkpointctl has it, and beside it the exact entries in their own order. */
function environmentJson(environment: ProcessNode['facts']['environment']): object {
  if (isAbsent(environment)) return { environment };
  const variables = environment.entries
    .map((entry) => /^([^=]+)=(.*)$/s.exec(entry))
    .filter((match) => match !== null)
    .map(([, name = '', value = '']): [string, string] => [name, value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    environment_variables: Object.fromEntries(variables),
    environment: environment.entries,
    ...(environment.incomplete !== undefined && { environment_incomplete: environment.incomplete }),
  };
}

function filesJson({ facts: { pid }, files }: ProcessNode): object[] {
  if (files === undefined) return [];
  const { descriptors, cwd, root, exe } = files;
  const places = Object.entries({ cwd, root })
    .filter(([, file]) => !isAbsent(file))
    .map(([name, file]) => ({ type: '', fd: name, ...placeJson(file) }));
  const open = isAbsent(descriptors) ? [] : descriptors.map(descriptorJson);
  return [
    {
      pid,
      open_files: [...open, ...places],
      table_pids: files.tablePids.length > 1 ? files.tablePids : undefined,
      exe: isAbsent(exe) ? exe : placeJson(exe).path,
      ...(isAbsent(descriptors) && { unavailable: descriptors.absent }),
    },
  ];
}

type Files = NonNullable<ProcessNode['files']>;
type Descriptor = Exclude<Files['descriptors'], { absent: string }>[number];

function descriptorJson(descriptor: Descriptor): object {
  const { file, fd } = descriptor;
  const path = 'path' in file && typeof file.path === 'string' ? file.path : describeFile(file);
  return {
    type: file.type,
    fd: `${file.type} ${fd}`,
    path,
    text: describeDescriptor(descriptor),
    ...(snakeCaseKeys(descriptor, ['fd']) as object),
  };
}

function placeJson(file: Files['cwd']): { path: string } {
  if (isAbsent(file)) return { path: '' };
  const path = 'path' in file && typeof file.path === 'string' ? file.path : describeFile(file);
  return { path };
}

function socketsJson({ facts: { pid }, sockets }: ProcessNode): object[] {
  if (sockets === undefined || sockets.length === 0) return [];
  return [{ pid, open_sockets: sockets.map(({ fd, socket }) => socketJson(fd, socket)) }];
}

type Socket = NonNullable<ProcessNode['sockets']>[number]['socket'];

/** `data` is as checkpointctl has it; the other keys are all that is known. */
function socketJson(fd: number, socket: Socket): object {
  const protocol = 'protocol' in socket && !isAbsent(socket.protocol) ? socket.protocol : undefined;
  return {
    protocol: protocol ?? (socket.type === 'UNIXSK' ? 'UNIX' : undefined),
    data: {
      type: protocol ?? (socket.type === 'UNIXSK' ? 'UNIX' : undefined),
      ...(socket.type === 'UNIXSK' && { address: describeSocket(socket) }),
      state: 'state' in socket && !isAbsent(socket.state) ? socket.state : undefined,
      ...(socket.type === 'INETSK' && {
        src: isAbsent(socket.local) ? undefined : socket.local.address,
        src_port: isAbsent(socket.local) ? undefined : socket.local.port,
        dst: isAbsent(socket.remote) ? undefined : socket.remote.address,
        dst_port: isAbsent(socket.remote) ? undefined : socket.remote.port,
      }),
      send_buf: isAbsent(socket.sendBufferBytes) ? undefined : socket.sendBufferBytes,
      recv_buf: isAbsent(socket.receiveBufferBytes) ? undefined : socket.receiveBufferBytes,
    },
    fd,
    text: describeSocket(socket),
    ...(snakeCaseKeys(socket, ['protocol']) as object),
  };
}

function flatten(process: ProcessNode): ProcessNode[] {
  return [process, ...process.children.flatMap(flatten)];
}
