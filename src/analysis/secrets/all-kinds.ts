import { assignedPassword, environmentVariable } from './kinds/assigned-password.js';
import { awsAccessKey } from './kinds/aws-access-key.js';
import { awsSecretKey } from './kinds/aws-secret-key.js';
import { certificate } from './kinds/certificate.js';
import { githubToken, npmToken } from './kinds/checksum-tokens.js';
import { dockerConfig, kubeconfig, netrc, pgpass } from './kinds/credential-files.js';
import {
  basicAuthorization,
  bearerAuthorization,
  cookie,
  tokenHeader,
} from './kinds/http-credentials.js';
import { jsonWebToken } from './kinds/json-web-token.js';
import { passwordHash } from './kinds/password-hash.js';
import { paymentCard } from './kinds/payment-card.js';
import { derPrivateKey, pemPrivateKey } from './kinds/private-key.js';
import { urlPassword } from './kinds/url-password.js';
import { VENDOR_TOKENS } from './kinds/vendor-tokens.js';
import type { SecretKind } from './secret-kind.js';

/** All that are known by their form; what several take for theirs is the first one's. */
export const SECRET_KINDS: readonly SecretKind[] = [
  pemPrivateKey,
  derPrivateKey,
  certificate,
  awsAccessKey,
  githubToken,
  npmToken,
  ...VENDOR_TOKENS,
  jsonWebToken,
  awsSecretKey,
  dockerConfig,
  kubeconfig,
  netrc,
  pgpass,
  passwordHash,
  basicAuthorization,
  bearerAuthorization,
  tokenHeader,
  cookie,
  urlPassword,
  environmentVariable,
  assignedPassword,
  paymentCard,
];
