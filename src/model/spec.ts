import { fieldsOf, listOf, textOf, type Fields } from './json-member.js';

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
