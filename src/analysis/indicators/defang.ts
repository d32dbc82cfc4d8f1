/** So that nobody follows it by mistake: `hxxp://evil[.]com`, `1[.]2[.]3[.]4`, `a[@]b[.]com`. */
export function defang(type: string, value: string): string {
  switch (type) {
    case 'url':
      return value.replace(
        /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)/i,
        (_, scheme: string, host: string) => {
          return scheme.replace(/^http/i, 'hxxp').replace('://', '[://]') + dotless(host);
        },
      );
    case 'domain':
    case 'onion':
    case 'ipv4':
      return dotless(value);
    case 'ipv6':
      return value.replaceAll(':', '[:]');
    case 'email':
      return dotless(value.replace('@', '[@]'));
    default:
      return value;
  }
}

function dotless(text: string): string {
  return text.replaceAll('.', '[.]');
}
