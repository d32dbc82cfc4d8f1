import { regexp, type SecretKind } from '../../secrets/secret-kind.js';

const REST = '://[A-Za-z0-9\\[][!#-&(-;=?-\\[\\]_a-z~]{2,400}';

/** What a sentence, a list or a call ends with; a bracket may belong to one in the URL. */
const TRAILING = /[.,;:!?\]}']+$/;
const TRAILING_BRACKET = /^([^()]*)\)+$/;

export const url: SecretKind = {
  name: 'url',
  describe: 'URL',
  starts: [regexp('://[A-Za-z0-9\\[]')],
  // What stands before is tried first: most hits end there.
  form: new RegExp(
    `(?<=(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20})${REST}(?<=(?<![A-Za-z0-9+.-])(?<secret>[A-Za-z][A-Za-z0-9+.-]{1,20}${REST}))`,
  ),
  reach: 450,
  judge({ secret }) {
    const value = secret
      .replace(TRAILING, '')
      .replace(TRAILING_BRACKET, '$1')
      .replace(TRAILING, '');
    // Templates and patterns have no host.
    const host = /:\/\/(?:[^/?#@]*@)?(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)/i.exec(value)?.[1] ?? '';
    if (!/^\[|\.|^localhost$/.test(host) || /[{}<>$%]/.test(host)) return undefined;
    return { check: 'form', length: value.length, identity: `url ${withoutUser(value)}` };
  },
};

/** The password in a URL is no part of where it leads to. */
export function withoutUser(value: string): string {
  return value.replace(/:\/\/[^/?#@]*@/, '://');
}
