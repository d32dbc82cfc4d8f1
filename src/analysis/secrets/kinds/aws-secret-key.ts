import { entropyOf } from '../entropy.js';
import { regexp, type SecretKind } from '../secret-kind.js';
import { AWS_KEY_START } from './aws-access-key.js';

/** Forty random characters have some 4.7 bits each; a path or a word has fewer. */
const LEAST_ENTROPY = 4;

const SECRET = '(?<![A-Za-z0-9/+])(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])';

export const awsSecretKey: SecretKind = {
  name: 'aws-secret-key',
  describe: 'Secret access key of AWS, by its name or beside its ID',
  starts: [
    regexp('(?i)aws_?secret_?(?:access_?)?key'),
    regexp('(?i)secret_?access_?key'),
    regexp(AWS_KEY_START),
  ],
  form: new RegExp(
    `(?:(?:[Aa][Ww][Ss]_?)?[Ss][Ee][Cc][Rr][Ee][Tt]_?(?:[Aa][Cc][Cc][Ee][Ss][Ss]_?)?[Kk][Ee][Yy]["']?\\s*[=:]\\s*["']?|${AWS_KEY_START}(?![A-Za-z0-9])[^]{1,200}?)${SECRET}`,
  ),
  judge({ secret }) {
    if (entropyOf(secret) < LEAST_ENTROPY || /^[0-9a-f]+$/i.test(secret)) return undefined;
    return { check: 'form' };
  },
};
