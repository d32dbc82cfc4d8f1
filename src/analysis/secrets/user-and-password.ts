/** `user:password` out of base64; undefined for what is none. */
export function decodePair(
  base64: string,
): { readonly user: string; readonly password: string } | undefined {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const [, user, password] = /^([ -9;-~\u00a0-\ufffc]+):([ -~\u00a0-\ufffc]+)$/.exec(text) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}
