import { regexp, type SecretKind } from '../secret-kind.js';

/** First digits and lengths that the networks have given out. */
const NETWORKS: readonly (readonly [string, RegExp])[] = [
  ['Visa', /^4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})$/],
  [
    'Mastercard',
    /^(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}$/,
  ],
  ['American Express', /^3[47][0-9]{13}$/],
  ['Discover', /^(?:6011|65[0-9]{2}|64[4-9][0-9])[0-9]{12}$/],
  ['JCB', /^35(?:2[89]|[3-8][0-9])[0-9]{12}$/],
  ['Diners Club', /^3(?:0[0-5]|[68][0-9])[0-9]{11}$/],
];

export const paymentCard: SecretKind = {
  name: 'payment-card',
  describe: 'Number of a payment card',
  starts: [
    regexp('[2-6][0-9]{3}([ -])?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]'),
    regexp('3[0-9]{3}[ -]?[0-9]{6}[ -]?[0-9]{4}'),
  ],
  form: /(?<![\w.,+/=$-])(?<secret>[2-6][0-9]{12,18}|[2-6][0-9]{3}(?<gap>[ -])[0-9]{4}\k<gap>[0-9]{4}\k<gap>[0-9]{4}|3[0-9]{3}(?<slit>[ -])[0-9]{6}\k<slit>[0-9]{5})(?![\w+/=-]|[.,][0-9])/,
  judge({ secret }) {
    const digits = secret.replace(/[ -]/g, '');
    const [network] = NETWORKS.find(([, form]) => form.test(digits)) ?? [];
    // Numbers with few different digits are no cards, but for those that are made to test with.
    if (network === undefined || !passesLuhn(digits)) return undefined;
    return { check: 'valid', detail: network, identity: `card ${digits}` };
  },
};

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
