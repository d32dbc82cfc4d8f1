/** User and password of a URL as they are meant, empty where it has none. Undefined for a % that encodes nothing. */
export function userOf({
  username,
  password,
}: URL): { readonly user: string; readonly password: string } | undefined {
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
}
