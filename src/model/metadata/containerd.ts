import { fieldsOf, type Fields } from '../json-member.js';
import { withoutUndefined } from '../without-undefined.js';

/** Times and outcome that containerd keeps of a container (member `status`). */
export interface ContainerdStatus {
  /** Nanoseconds since the epoch; absent when it did not happen. */
  readonly created_at_ns?: bigint;
  readonly started_at_ns?: bigint;
  readonly finished_at_ns?: bigint;
  /** On the host. */
  readonly pid?: number;
  readonly exit_code?: number;
  readonly reason?: string;
  readonly message?: string;
}

/**
 * containerd writes the object as it is, or in another one with a version.
 * @param json the member with exact integers: nanoseconds pass 2^53
 */
export function containerdStatus(json: unknown): ContainerdStatus {
  const outer = fieldsOf(json);
  const status: Fields = { ...outer, ...fieldsOf(outer['Status']) };
  const time = (name: string) => {
    const value = status[name];
    const isSet = typeof value === 'bigint' || (Number.isInteger(value) && value !== 0);
    return isSet ? BigInt(value as number | bigint) : undefined;
  };
  const integer = (name: string) => {
    const value = status[name];
    return Number.isInteger(value) ? Number(value) : undefined;
  };
  const text = (name: string) => {
    const value = status[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return withoutUndefined({
    created_at_ns: time('CreatedAt'),
    started_at_ns: time('StartedAt'),
    finished_at_ns: time('FinishedAt'),
    pid: integer('Pid'),
    exit_code: integer('ExitCode'),
    reason: text('Reason'),
    message: text('Message'),
  });
}
