import { regexp, type SecretKind } from '../secret-kind.js';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Those that begin so are from before the account was written into them. */
const OLD = /^....[A-I]|^....J/;

export const AWS_KEY_START = '(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}';

export const awsAccessKey: SecretKind = {
  name: 'aws-access-key',
  describe: 'ID of an access key of AWS',
  starts: [regexp(AWS_KEY_START)],
  form: new RegExp(`(?<![A-Za-z0-9])${AWS_KEY_START}(?![A-Za-z0-9])`),
  judge({ secret }) {
    if (secret.endsWith('EXAMPLE')) return { check: 'form', detail: "of AWS's documentation" };
    if (OLD.test(secret)) return { check: 'form', detail: 'of before 2019: it tells no account' };
    const account = accountOf(secret);
    return account === undefined
      ? { check: 'invalid', detail: 'it tells no account that there can be' }
      : { check: 'valid', detail: `account ${account}` };
  },
};

/** The 40 bits behind the first of what the base 32 digits decode to. */
function accountOf(id: string): string | undefined {
  let value = 0n;
  for (const digit of id.slice(4, 14)) value = value * 32n + BigInt(BASE32.indexOf(digit));
  const account = (value >> 9n) & 0xffffffffffn;
  return account < 10n ** 12n ? account.toString().padStart(12, '0') : undefined;
}
