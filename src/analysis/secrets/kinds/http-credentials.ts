import { isPlaceholder } from '../placeholder.js';
import { regexp, type SecretKind } from '../secret-kind.js';
import { decodePair } from '../user-and-password.js';

export const basicAuthorization: SecretKind = {
  name: 'http-basic',
  describe: 'User and password of a request, in base64',
  starts: [regexp('(?i)basic [A-Za-z0-9+/]{4}')],
  form: /(?<=[Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Aa][Tt][Ii][Oo][Nn]["']?\s*[:=]\s*["']?)[Bb][Aa][Ss][Ii][Cc] (?<secret>[A-Za-z0-9+/]{4,}={0,2})/,
  judge({ secret }) {
    const pair = decodePair(secret);
    return pair && { check: 'valid', detail: `user ${pair.user}` };
  },
};

export const bearerAuthorization: SecretKind = {
  name: 'http-bearer',
  describe: 'Token of a request',
  starts: [
    regexp('(?i)bearer [\\w.~+/-]{8}'),
    regexp('(?i)authorization["\']?: ?(?:token|apikey) [\\w.~+/-]{8}'),
  ],
  form: /(?:[Bb]earer|BEARER|[Aa]uthorization["']?: ?(?:[Tt]oken|[Aa]pi[Kk]ey)) (?<secret>[\w.~+/-]{16,}=*)/,
  reach: 8192,
  judge({ secret }) {
    // Prose has such words as well: a token has digits.
    return isPlaceholder(secret) || !/[0-9]/.test(secret) ? undefined : { check: 'form' };
  },
};

export const tokenHeader: SecretKind = {
  name: 'http-header',
  describe: 'Key or token in a header of its own',
  starts: ['token', 'key', 'secret'].map((name) =>
    regexp(`(?i)x-(?:[a-z]{1,16}-){0,3}${name}: ?[\\w.~+/-]{8}`),
  ),
  form: /X-(?:[A-Z]{1,16}-){0,3}(?:token|key|secret): ?(?<secret>[\w.~+/-]{8,}=*)/i,
  judge({ secret }) {
    return isPlaceholder(secret) || !/[0-9]/.test(secret) ? undefined : { check: 'form' };
  },
};

export const cookie: SecretKind = {
  name: 'http-cookie',
  describe: 'Cookie that a server set',
  starts: [regexp('(?i)set-cookie: ?[\\w.-]{1,64}=[^;\\s]{8}')],
  form: /[Ss]et-[Cc]ookie: ?(?<name>[\w.-]{1,64})=(?<secret>[^;\s\0]{8,})/,
  reach: 4096,
  judge({ secret, groups: { name = '' } }) {
    return isPlaceholder(secret) ? undefined : { check: 'form', detail: `cookie ${name}` };
  },
};
