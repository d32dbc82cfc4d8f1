import { byForm, regexp, type SecretKind } from '../secret-kind.js';

/** Tokens that their vendors gave a prefix to be known by, and no checksum that one could check. */
const FORMS: readonly (readonly [name: string, vendor: string, start: string, rest: RegExp])[] = [
  [
    'github-fine-grained-token',
    'GitHub, for some repositories',
    'github_pat_[0-9A-Za-z]{4}',
    /\w{18}_\w{59}/,
  ],
  ['gitlab-token', 'GitLab', 'glpat-', /[\w-]{20,}/],
  ['slack-token', 'Slack', 'xox[abeprs]-[0-9]', /[0-9A-Za-z-]{9,}/],
  ['stripe-key', 'Stripe', '[rs]k_live_', /[0-9A-Za-z]{24,}/],
  ['pypi-token', 'PyPI', 'pypi-AgEIcHlwaS5vcmc', /[\w-]{50,}/],
  ['sendgrid-key', 'SendGrid', 'SG\\.[\\w-]{22}\\.', /[\w-]{43}/],
  ['twilio-key', 'Twilio', 'SK[0-9a-f]{8}', /[0-9a-f]{24}/],
  ['google-api-key', 'Google', 'AIza[\\w-]{4}', /[\w-]{31}/],
  ['anthropic-key', 'Anthropic', 'sk-ant-', /[a-z]+[0-9]{2}-[\w-]{80,}/],
  ['openai-key', 'OpenAI', 'sk-[\\w-]{4}', /[\w-]{12,}T3BlbkFJ[\w-]{16,}/],
  ['hugging-face-token', 'Hugging Face', 'hf_[A-Za-z]{4}', /[A-Za-z]{30}/],
  ['docker-token', 'Docker Hub', 'dckr_pat_', /[\w-]{27}/],
  ['vault-token', 'HashiCorp Vault', 'hv[sb]\\.', /[\w-]{90,}|(?=[\w-]*[0-9])[\w-]{24,89}/],
  ['databricks-token', 'Databricks', 'dapi[0-9a-f]{4}', /[0-9a-f]{28}(?:-[0-9])?/],
  ['digitalocean-token', 'DigitalOcean', 'do[opr]_v1_', /[0-9a-f]{64}/],
];

/** What is rare of it stands behind the number of the bot. */
const telegramBotToken: SecretKind = {
  name: 'telegram-bot-token',
  describe: 'Access token of a Telegram bot',
  starts: [regexp(':AA[\\w-]{33}')],
  form: /(?<=(?<![\w-])(?<bot>[0-9]{8,10})):(?<secret>AA[\w-]{33})(?![\w-])/,
  judge: ({ groups: { bot = '' } }) => ({ check: 'form', detail: `bot ${bot}` }),
};

const BY_PREFIX = FORMS.map(([name, vendor, start, rest]) =>
  byForm({
    name,
    describe: `Access token or key of ${vendor}`,
    starts: [regexp(start)],
    form: new RegExp(`(?<![\\w-])${start}(?:${rest.source})(?![\\w-])`),
  }),
);

export const VENDOR_TOKENS: readonly SecretKind[] = [...BY_PREFIX, telegramBotToken];
