import { fieldsOf, listOf, textOf, type Fields } from '../json-member.js';
import { textsOf } from '../spec.js';
import { withoutUndefined } from '../without-undefined.js';
import { sortedAnnotations, type Annotation } from './annotations.js';

/** What Podman keeps of a container (config.dump: libpod's ContainerConfig). */
export interface PodmanConfig {
  readonly image_id?: string;
  /** The image as it was asked for. */
  readonly raw_image_name?: string;
  /** What runs in it. */
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  /** The command line of podman that made it. */
  readonly create_command: readonly string[];
  readonly labels: readonly Annotation[];
  readonly pod_id?: string;
  readonly log_driver?: string;
  readonly log_path?: string;
  readonly cgroup_parent?: string;
  readonly privileged?: boolean;
  readonly stop_signal?: number;
  /** Seconds. */
  readonly stop_timeout_s?: number;
  /** Paths in the container that the user asked to be volumes. */
  readonly user_volumes: readonly string[];
  readonly named_volumes: readonly NamedVolume[];
  readonly published_ports: readonly PublishedPort[];
}

export interface NamedVolume {
  readonly name: string;
  readonly destination: string;
  readonly options: readonly string[];
}

/** newPortMappings of config.dump; portMappings, one by one, of Podman 3. */
export interface PublishedPort {
  readonly host_ip?: string;
  readonly host_port?: number;
  readonly container_port?: number;
  readonly protocol?: string;
  /** How many ports, of the host and of the container, from these on; one where it is not told. */
  readonly range?: number;
}

export function podmanConfig(config: Fields): PodmanConfig {
  return {
    ...withoutUndefined({
      image_id: textOf(config['rootfsImageID']),
      raw_image_name: textOf(config['RawImageName']),
      pod_id: textOf(config['pod']),
      log_driver: textOf(config['logDriver']),
      log_path: textOf(config['logPath']),
      cgroup_parent: textOf(config['cgroupParent']),
      privileged: typeof config['privileged'] === 'boolean' ? config['privileged'] : undefined,
      stop_signal: numberOf(config['stopSignal']),
      stop_timeout_s: numberOf(config['stopTimeout']),
    }),
    command: textsOf(config['command']),
    entrypoint: textsOf(config['entrypoint']),
    create_command: textsOf(config['CreateCommand']),
    labels: sortedAnnotations(config['labels']),
    user_volumes: textsOf(config['userVolumes']),
    named_volumes: listOf(config['namedVolumes']).map((value) => {
      const { volumeName, dest, options } = fieldsOf(value);
      return {
        name: textOf(volumeName) ?? '',
        destination: textOf(dest) ?? '',
        options: textsOf(options),
      };
    }),
    published_ports: [...listOf(config['newPortMappings']), ...listOf(config['portMappings'])].map(
      (value) => portOf(fieldsOf(value)),
    ),
  };
}

function portOf(fields: Fields): PublishedPort {
  return withoutUndefined({
    host_ip: textOf(fields['host_ip']) ?? textOf(fields['hostIP']),
    host_port: numberOf(fields['host_port']) ?? numberOf(fields['hostPort']),
    container_port: numberOf(fields['container_port']) ?? numberOf(fields['containerPort']),
    protocol: textOf(fields['protocol']),
    range: numberOf(fields['range']),
  });
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
