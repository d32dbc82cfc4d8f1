import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { HttpAnswer, HttpRequest } from '../http/exchange.js';
import type { SessionConfig } from '../http/session-config.js';
import { parsedUrl, shownUrl } from '../archive-name.js';
import { type Challenge, parseChallenges } from './challenge.js';

const MAX_TOKEN = 1024 ** 2;

/** Answers what a server asks of who reads (distribution spec, token and OAuth 2 authentication). */
export class Authorizer {
  /** @param authorization the header that the server took last */
  constructor(
    private readonly config: SessionConfig,
    private readonly ask: (request: HttpRequest) => Promise<HttpAnswer>,
    public authorization?: string,
  ) {}

  get headers(): Record<string, string> {
    return this.authorization === undefined ? {} : { authorization: this.authorization };
  }

  /**
   * @param header `WWW-Authenticate`
   * @returns whether there is something new to say
   */
  async answer(header: string): Promise<boolean> {
    const challenges = parseChallenges(header);
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    const before = this.authorization;
    if (bearer !== undefined) this.authorization = `Bearer ${await this.token(bearer)}`;
    else if (challenges.some(({ scheme }) => scheme === 'basic')) this.authorization = this.basic;
    else return false;
    return this.authorization !== undefined && this.authorization !== before;
  }

  private get basic(): string | undefined {
    const { credentials } = this.config;
    if (credentials === undefined || !('user' in credentials)) return undefined;
    const { user, password } = credentials;
    return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  private async token({ parameters }: Challenge): Promise<string> {
    const realm = parsedUrl(parameters['realm'] ?? '');
    if (realm === undefined || !/^https?:$/.test(realm.protocol)) {
      throw this.failure('the registry names no server of tokens');
    }
    if (realm.protocol === 'http:' && this.config.origin.startsWith('https:')) {
      throw this.failure(`tokens are to be had at ${shownUrl(realm)}, which is not encrypted`);
    }
    const answer = await this.ask(this.tokenRequest(realm, parameters));
    const bytes = await answer.body.bytes(MAX_TOKEN);
    if (answer.status === 401 || answer.status === 403) {
      throw this.failure(
        this.config.credentials === undefined ? 'needs credentials' : 'refuses the credentials',
      );
    }
    const token = answer.status === 200 ? tokenIn(bytes) : undefined;
    if (token !== undefined) return token;
    throw this.failure(`no token is to be had at ${shownUrl(realm)} (HTTP ${answer.status})`);
  }

  private tokenRequest(
    realm: URL,
    { service = '', scope = '' }: Challenge['parameters'],
  ): HttpRequest {
    const { credentials } = this.config;
    if (credentials !== undefined && 'identityToken' in credentials) {
      const form = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: credentials.identityToken,
        client_id: 'checkpointctl',
        service,
        scope,
      });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return { method: 'POST', url: realm, headers, body: Buffer.from(form.toString()) };
    }
    const url = new URL(realm);
    if (service !== '') url.searchParams.set('service', service);
    // Several scopes stand behind each other, with blanks between.
    for (const each of scope.split(' ')) if (each !== '') url.searchParams.append('scope', each);
    if (credentials !== undefined) url.searchParams.set('account', credentials.user);
    const { basic } = this;
    return {
      method: 'GET',
      url,
      ...(basic !== undefined && { headers: { authorization: basic } }),
    };
  }

  private failure(sentence: string): CheckpointError {
    const hint = sentence.includes('credentials')
      ? '--creds USER:PASSWORD, --authfile, or a login of podman, skopeo or docker'
      : undefined;
    return new CheckpointError('not-readable', sentence, { file: this.config.file }, hint);
  }
}

function tokenIn(bytes: Buffer): string | undefined {
  try {
    const { token, access_token: other } = JSON.parse(bytes.toString()) as Record<string, unknown>;
    const found = [token, other].find((each) => typeof each === 'string' && each !== '');
    // Whatever it is, it becomes a header.
    return typeof found === 'string' && /^[\x21-\x7e]+$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
