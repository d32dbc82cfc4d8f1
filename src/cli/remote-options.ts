import type { Credentials, RemoteAccess } from '../remote/remote-access.js';
import { choice, single, text, type ValuesOf } from './option.js';
import { invalidArgument, UsageError } from './usage-error.js';

/** Options of every command that opens an archive, for one on a server; called as those of skopeo. */
export const REMOTE_OPTIONS = {
  creds: single(
    {
      value: 'USER:PASSWORD',
      describe: 'For a server (without it what podman, skopeo or docker logged in with)',
    },
    parseCredentials,
  ),
  authfile: text({ value: 'FILE', describe: 'Where credentials for registries are' }),
  certDir: text({
    value: 'DIR',
    describe: 'Certificates for a server: *.crt of CAs, *.cert and *.key of the client',
  }),
  tlsVerify: choice({
    value: 'BOOL',
    choices: ['true', 'false'],
    implied: 'true',
    describe: 'Whether a server has to have TLS and a certificate that is trusted',
  }),
  serverTimeout: single(
    { value: 'SECONDS', describe: 'How long a server may say nothing (by default 30)' },
    parseSeconds,
  ),
};

export type RemoteValues = ValuesOf<typeof REMOTE_OPTIONS>;

/** One for each command line: what was found on a server has to stay the same as long as it is looked at. */
const accesses = new WeakMap<Partial<RemoteValues>, RemoteAccess>();

export function remoteAccess(options: Partial<RemoteValues>): RemoteAccess {
  const known = accesses.get(options);
  if (known !== undefined) return known;
  const { creds, authfile, certDir, tlsVerify, serverTimeout } = options;
  const access: RemoteAccess = {
    pins: new Map(),
    ...(creds !== undefined && { credentials: creds }),
    ...(authfile !== undefined && { authFile: authfile }),
    ...(certDir !== undefined && { certDir }),
    ...(tlsVerify !== undefined && { tlsVerify: tlsVerify === 'true' }),
    ...(serverTimeout !== undefined && { timeoutMs: serverTimeout * 1000 }),
  };
  accesses.set(options, access);
  return access;
}

function parseCredentials(word: string, flag: string): Credentials {
  const colon = word.indexOf(':');
  if (colon > 0) return { user: word.slice(0, colon), password: word.slice(colon + 1) };
  // Not the word: it may be a password.
  throw new UsageError(`invalid argument for "${flag}" flag: not USER:PASSWORD`);
}

function parseSeconds(word: string, flag: string): number {
  const seconds = Number(word);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw invalidArgument(word, flag, 'a number of seconds');
}
