import { isPlaceholder } from '../placeholder.js';
import { byForm, regexp, type SecretKind } from '../secret-kind.js';
import { decodePair } from '../user-and-password.js';

export const dockerConfig: SecretKind = {
  name: 'docker-config',
  describe: "User and password of a registry in Docker's config.json, in base64",
  starts: [regexp('"auth":\\s{0,8}"[A-Za-z0-9+/]{4}')],
  form: /"auth":\s{0,8}"(?<secret>[A-Za-z0-9+/]{4,}={0,2})"/,
  reach: 8192,
  judge({ secret }) {
    const pair = decodePair(secret);
    return pair && { check: 'valid', detail: `user ${pair.user}` };
  },
};

export const netrc: SecretKind = {
  name: 'netrc',
  describe: 'Password of a host in .netrc',
  starts: [regexp('machine[ \\t\\r\\n]{1,8}[\\w.-]{1,128}[ \\t\\r\\n]{1,8}login[ \\t\\r\\n]')],
  form: /machine\s+(?<host>[\w.-]+)\s+login\s+(?<user>\S+)\s+password\s+(?<secret>[^\s\0]+)/,
  judge({ secret, groups: { host = '', user = '' } }) {
    return isPlaceholder(secret) ? undefined : { check: 'form', detail: `${user}@${host}` };
  },
};

export const pgpass: SecretKind = {
  name: 'pgpass',
  describe: 'Password of a database in .pgpass',
  starts: [
    regexp(':5432:[\\w*-]{1,63}:[\\w*-]{1,63}:'),
    regexp(':\\*:[\\w*-]{1,63}:[\\w*-]{1,63}:'),
  ],
  form: /(?<=(?<![\w.*:-])(?<host>[\w.*-]{1,60})):(?:5432|\*):(?<database>[\w*-]{1,63}):(?<user>[\w*-]{1,63}):(?<secret>[^\s\0:]{1,128})(?=[\r\n\0]|$)/,
  judge({ secret, groups: { host = '', database = '', user = '' } }) {
    if (isPlaceholder(secret) || !/[A-Za-z]/.test(user)) return undefined;
    return { check: 'form', detail: `${user}@${host}/${database}` };
  },
};

export const kubeconfig: SecretKind = byForm({
  name: 'kubeconfig-key',
  describe: 'Private key in a kubeconfig, in base64',
  starts: [regexp('client-key-data: ?LS0t')],
  form: /client-key-data: ?(?<secret>LS0t[A-Za-z0-9+/]{64,}={0,2})/,
  reach: 16384,
});
