import { findMember, type Checkpoint } from '../checkpoint.js';
import { jsonOf } from '../engine-json.js';
import { fieldsOf, textOf, type Fields } from '../json-member.js';
import { isFullSet } from './capabilities.js';

/** What the engine asked the runtime for: the OCI runtime specification in spec.dump. */
export interface SpecSecurity {
  /** process.capabilities, by set; undefined when the specification has none at all. */
  readonly capabilities: Readonly<Record<string, readonly string[]>> | undefined;
  readonly noNewPrivileges: boolean;
  readonly apparmorProfile?: string;
  /** process.selinuxLabel and linux.mountLabel. */
  readonly selinuxLabel?: string;
  readonly mountLabel?: string;
  /** linux.seccomp is there. */
  readonly seccompProfile: boolean;
  /** What system calls get that the profile does not name, such as `SCMP_ACT_ERRNO`. */
  readonly seccompDefaultAction?: string;
  /** CRI-O's annotation: `Unconfined`, or where the profile came from. */
  readonly seccompProfilePath?: string;
  readonly maskedPaths: readonly string[];
  readonly readonlyPaths: readonly string[];
  /** Paths of devices beside those that every container has. */
  readonly devices: readonly string[];
  readonly rootReadonly: boolean;
  /** Namespaces that the container has of its own: `pid`, `network`, ... */
  readonly namespaces: readonly string[];
  /** All capabilities, no seccomp and no masked paths: what `--privileged` gives. */
  readonly privileged: boolean;
}

/** Annotations that tell of the seccomp profile, one for each age of CRI-O and Kubernetes. */
const SECCOMP_ANNOTATIONS = [
  'io.kubernetes.cri-o.SeccompProfilePath',
  'io.kubernetes.cri-o.seccompProfilePath',
  'seccomp.security.alpha.kubernetes.io/pod',
];

/**
 * @returns undefined when there is no spec.dump
 * @throws CheckpointError when it is no JSON
 */
export function readSpecSecurity(checkpoint: Checkpoint): SpecSecurity | undefined {
  const member = findMember(checkpoint, 'spec.dump');
  if (member === undefined || checkpoint.bare) return undefined;
  const spec = fieldsOf(jsonOf(checkpoint, member));
  const process = fieldsOf(spec['process']);
  const linux = fieldsOf(spec['linux']);
  const capabilities = capabilitySets(process['capabilities']);
  const seccompProfile = Object.keys(fieldsOf(linux['seccomp'])).length > 0;
  const maskedPaths = textsOf(linux['maskedPaths']);
  return {
    capabilities,
    noNewPrivileges: process['noNewPrivileges'] === true,
    ...text('apparmorProfile', process['apparmorProfile']),
    ...text('selinuxLabel', process['selinuxLabel']),
    ...text('mountLabel', linux['mountLabel']),
    seccompProfile,
    ...text('seccompDefaultAction', fieldsOf(linux['seccomp'])['defaultAction']),
    ...text('seccompProfilePath', seccompAnnotation(fieldsOf(spec['annotations']))),
    maskedPaths,
    readonlyPaths: textsOf(linux['readonlyPaths']),
    devices: namesIn(linux['devices'], 'path'),
    rootReadonly: fieldsOf(spec['root'])['readonly'] === true,
    namespaces: namesIn(linux['namespaces'], 'type'),
    privileged:
      isFullSet(capabilities?.['bounding'] ?? []) && !seccompProfile && maskedPaths.length === 0,
  };
}

function seccompAnnotation(annotations: Fields): unknown {
  return SECCOMP_ANNOTATIONS.map((key) => annotations[key]).find((value) => value !== undefined);
}

function capabilitySets(value: unknown): SpecSecurity['capabilities'] {
  const sets = Object.entries(fieldsOf(value)).map(
    ([name, list]) => [name, textsOf(list)] as const,
  );
  return sets.length === 0 ? undefined : Object.fromEntries(sets);
}

function namesIn(value: unknown, key: string): string[] {
  return listOf(value)
    .map((each) => textOf(fieldsOf(each)[key]))
    .filter((name) => name !== undefined);
}

function textsOf(value: unknown): string[] {
  return listOf(value).filter((each) => typeof each === 'string');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function text<K extends string>(key: K, value: unknown): Partial<Record<K, string>> {
  const found = textOf(value);
  return found === undefined ? {} : ({ [key]: found } as Partial<Record<K, string>>);
}
