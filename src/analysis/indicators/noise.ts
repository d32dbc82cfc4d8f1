/** Hosts that stand in much software, whatever it does: namespaces of XML, standards, projects, certificates. */
const HOSTS =
  /(?:^|\.)(?:w3\.org|xmlsoap\.org|openxmlformats\.org|schema\.org|json-schema\.org|ietf\.org|rfc-editor\.org|iana\.org|example\.(?:com|net|org)|gnu\.org|debian\.org|ubuntu\.com|launchpad\.net|fedoraproject\.org|redhat\.com|python\.org|pypi\.org|nodejs\.org|npmjs\.com|rust-lang\.org|golang\.org|kernel\.org|sourceware\.org|openssl\.org|apache\.org|mozilla\.org|unicode\.org|freedesktop\.org|digicert\.com|verisign\.com|letsencrypt\.org|globalsign\.(?:com|net)|sectigo\.com|usertrust\.com)$/i;

/** Whether a URL, a domain or an address of mail is of such a host. */
export function isNoise(value: string): boolean {
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@]*@)?([^/:?#]+)/i.exec(value)?.[1] ?? '';
  return HOSTS.test(host);
}
