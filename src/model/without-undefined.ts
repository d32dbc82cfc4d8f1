/** Fields that may be absent. */
type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value: one that is absent is no key at all, in results as in their JSON. */
export function withoutUndefined<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<T>;
}
