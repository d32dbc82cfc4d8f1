import { byForm, regexp } from '../../secrets/secret-kind.js';

export const userAgent = byForm({
  name: 'user-agent',
  describe: 'How a program calls itself in a request',
  starts: [regexp('(?i)user-agent: ?[!-~]')],
  form: /user-agent: ?(?<secret>[ -~]{4,300}?)(?=[\r\n\0]|$)/i,
});
