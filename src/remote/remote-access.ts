/** What a user says of the servers that archives lie on. */
export interface RemoteAccess {
  /** False: any certificate will do, and so does none. */
  readonly tlsVerify?: boolean;
  /** A directory with `*.crt` (CAs), `*.cert` and `*.key` (of the client). */
  readonly certDir?: string;
  /** Credentials of registries, before the usual places of them. */
  readonly authFile?: string;
  readonly credentials?: Credentials;
  /** How long a server may say nothing. */
  readonly timeoutMs?: number;
  /** What was found under a name once, which is what it has to stay as long as the program runs. */
  readonly pins?: Map<string, string>;
}

export type Credentials =
  | { readonly user: string; readonly password: string }
  /** In place of a password, for a server of tokens (OAuth 2 refresh token). */
  | { readonly identityToken: string };
