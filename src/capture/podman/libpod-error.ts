import { CheckpointError, type ErrorCode } from '../../bytes/checkpoint-error.js';
import { fieldsOf, textOf } from '../../model/json-member.js';
import { type Answer, jsonOf, shortText } from '../http/answer.js';

/** What Podman says by what is behind it; the first that fits. */
const REASONS: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/no such container|no container with/i, 'not-found', 'Podman has no such container'],
  [
    /rootless|requires root|must be root/i,
    'unsupported',
    "a rootless Podman takes no checkpoints: ask root's, as root",
  ],
  [
    /runtime does not support checkpoint/i,
    'unsupported',
    'the OCI runtime of the container takes no checkpoints: runc does, and crun that is built with CRIU',
  ],
  [
    /pre-checkpoint|pre-dump|dirty/i,
    'unsupported',
    'the runtime or the kernel does not track which pages change, which --pre needs',
  ],
  [/criu/i, 'not-readable', 'CRIU failed'],
  [/not running|state improper/i, 'not-readable', 'the container is not running'],
];

/** Why Podman did not do something: libpod answers `{cause, message, response}`. */
export function libpodError(container: string, answer: Answer): CheckpointError {
  const { message, cause } = fieldsOf(jsonOf(answer));
  const said = shortText(textOf(message) ?? textOf(cause) ?? answer.text);
  const [, code, reason] = REASONS.find(([pattern]) => pattern.test(said)) ?? [];
  const sentence = reason ?? 'Podman did not do it';
  return new CheckpointError(
    code ?? 'not-readable',
    `${container}: ${sentence} (it answered ${answer.status}: ${said})`,
  );
}
