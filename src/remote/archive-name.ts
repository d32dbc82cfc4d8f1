const REMOTE = /^(?:docker|https?):\/\//;

/** URLs whose query or user is a secret, such as a presigned one, by what is shown of them. */
const concealed = new Map<string, string>();

/** Whether an archive is named that lies on a server: `docker://HOST/NAME:TAG`, `https://...`. */
export function isRemote(name: string): boolean {
  return REMOTE.test(name);
}

/**
 * What an archive is called from here on, in errors and in answers: of a URL with a signature or a password
 * what is no secret. `revealed` knows the rest.
 */
export function archiveName(word: string): string {
  if (!/^https?:\/\//.test(word)) return word;
  const { protocol, host, pathname, search, username } = parsedUrl(word) ?? {};
  if (protocol === undefined || (search === '' && username === '')) return word;
  const shown = `${protocol}//${host ?? ''}${pathname ?? ''}${search === '' ? '' : '?...'}`;
  let name = shown;
  for (let number = 2; (concealed.get(name) ?? word) !== word; number++) {
    name = `${shown}(${number})`;
  }
  concealed.set(name, word);
  return name;
}

/** The whole URL. */
export function revealed(name: string): string {
  return concealed.get(name) ?? name;
}

/** Of a URL what may be shown: no user, no password, no query. */
export function shownUrl({ protocol, host, pathname, search }: URL): string {
  return `${protocol}//${host}${pathname}${search === '' ? '' : '?...'}`;
}

export function parsedUrl(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
