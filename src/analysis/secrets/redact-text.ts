import { SECRET_KINDS } from './all-kinds.js';
import { redact } from './fingerprint.js';
import { matchesIn } from './match-kind.js';

/** A text with its secrets redacted. */
export function redactText(text: string): string {
  let shown = '';
  let done = 0;
  const found = [...matchesIn(text, SECRET_KINDS)].filter(
    ({ isCompanion }) => isCompanion !== true,
  );
  for (const { start, end, secret } of found.sort((a, b) => a.start - b.start)) {
    if (start < done) continue;
    shown += text.slice(done, start) + redact(secret);
    done = end;
  }
  return shown + text.slice(done);
}
