import { byForm, type SecretKind } from '../secrets/secret-kind.js';

/** Bytes of a value that are looked at: the kernel gives a string of the environment no more than 128 KiB. */
const LONGEST = 128 * 1024;

/**
 * The value of a variable, in the memory of a process and in the engine's files.
 * @param name letters, digits and underscores
 */
export function environmentKind(name: string): SecretKind {
  return byForm({
    name: 'environment',
    describe: `value of ${name}`,
    starts: [{ kind: 'literal', text: `${name}=` }],
    form: new RegExp(`(?<![A-Za-z0-9_])${name}=(?<secret>[^\\0\\r\\n"]+)`),
    reach: LONGEST,
  });
}
