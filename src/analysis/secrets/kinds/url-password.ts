import { isPlaceholder } from '../placeholder.js';
import { regexp, type SecretKind } from '../secret-kind.js';

export const urlPassword: SecretKind = {
  name: 'url-password',
  describe: 'Password in the URL of a database, a broker, a mail or web server',
  // Begins where it is rare: words are everywhere.
  starts: [regexp('://[\\w.%~+-]{0,64}:[^\\x00-\\x20@/"\'<>\\x7f]{1,128}@[\\w.\\[-]')],
  form: /(?<=(?<![\w.+-])(?<scheme>[a-z][a-z0-9+.-]{1,20})):\/\/(?<user>[\w.%~+-]{0,64}):(?<secret>[^\0-\x20@/"'<>\x7f]{1,128})@(?<host>\[[0-9A-Fa-f:.]+\]|[\w.-]+(?::[0-9]+)?)/,
  judge({ secret, groups: { scheme = '', user = '', host = '' } }) {
    if (isPlaceholder(secret) || isPlaceholder(host)) return undefined;
    return { check: 'form', detail: `${scheme}://${user}@${host}` };
  },
};
