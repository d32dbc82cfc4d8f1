import { findMember, type Checkpoint } from './checkpoint.js';
import { fieldsOf, listOf, readJson, textOf, type Fields } from './json-member.js';

/**
 * One of the engine's JSON files beside the images, such as spec.dump (the OCI runtime configuration).
 * Undefined where there is none, as in a bare directory of images.
 * @throws CheckpointError `invalid-json`
 */
export function findJson(checkpoint: Checkpoint, name: string): unknown {
  const member = findMember(checkpoint, name);
  return member === undefined || member.size === 0
    ? undefined
    : readJson(checkpoint.archive, member);
}

/** A mount that the engine asked for (OCI runtime specification: `mounts`). */
export interface SpecMount {
  readonly destination: string;
  readonly type?: string;
  readonly source?: string;
  readonly options: readonly string[];
}

/** `mounts` of spec.dump in their order. */
export function specMounts(spec: Fields): SpecMount[] {
  return listOf(spec['mounts']).map((value) => {
    const { destination, type, source, options } = fieldsOf(value);
    const typeText = textOf(type);
    const sourceText = textOf(source);
    return {
      destination: textOf(destination) ?? '',
      ...(typeText !== undefined && { type: typeText }),
      ...(sourceText !== undefined && { source: sourceText }),
      options: textsOf(options),
    };
  });
}

/** The texts in a JSON list; none for anything else. */
export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}
