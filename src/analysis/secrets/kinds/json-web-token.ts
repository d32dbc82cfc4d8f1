import { regexp, type SecretKind } from '../secret-kind.js';

type Json = Readonly<Record<string, unknown>>;

export const jsonWebToken: SecretKind = {
  name: 'json-web-token',
  describe: 'JSON Web Token, such as that of a service account of Kubernetes',
  starts: [regexp('eyJ[\\w-]{8,4096}\\.eyJ[\\w-]{4}')],
  form: /(?<![\w-])(?<header>eyJ[\w-]+)\.(?<claims>eyJ[\w-]+)\.(?<signature>[\w-]*)/,
  reach: 8192,
  judge({ groups: { header = '', claims = '', signature = '' } }) {
    const head = jsonOf(header);
    const body = jsonOf(claims);
    if (typeof head?.['alg'] !== 'string' || body === undefined) return undefined;
    // Without a signature it opens nothing, unless its algorithm is none.
    if (signature === '' && head['alg'] !== 'none') return undefined;
    const detail = [`alg ${head['alg']}`, ...kubernetesOf(body), ...claimsOf(body)].join(', ');
    const { exp: expires } = body;
    return {
      check: 'valid',
      detail,
      ...(Number.isFinite(expires) && { expires: Number(expires) }),
    };
  },
};

function jsonOf(part: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** Who issued it to whom, and when it begins and ends (RFC 7519). */
function claimsOf(body: Json): string[] {
  const texts = ['iss', 'sub', 'aud'].flatMap((name) => {
    const values = [body[name]].flat().filter((each) => typeof each === 'string');
    return values.length === 0 ? [] : [`${name} ${values.join(' ')}`];
  });
  const times = ['iat', 'exp'].flatMap((name) => {
    const value = body[name];
    const isTime = typeof value === 'number' && Math.abs(value) < 8.64e12;
    return isTime ? [`${name} ${new Date(value * 1000).toISOString().replace('.000', '')}`] : [];
  });
  return [...texts, ...times];
}

/** Bound tokens have an object; those of before Kubernetes 1.21 claims with long names. */
function kubernetesOf(body: Json): string[] {
  const bound = body['kubernetes.io'];
  const of = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Json)[name] : undefined;
  const prefix = 'kubernetes.io/serviceaccount/';
  const facts = {
    namespace: of(bound, 'namespace') ?? body[`${prefix}namespace`],
    'service account':
      of(of(bound, 'serviceaccount'), 'name') ?? body[`${prefix}service-account.name`],
    pod: of(of(bound, 'pod'), 'name'),
  };
  return Object.entries(facts).flatMap(([name, value]) =>
    typeof value === 'string' ? [`${name} ${value}`] : [],
  );
}
