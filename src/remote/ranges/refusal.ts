import { STATUS_CODES } from 'node:http';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { HttpAnswer } from '../http/exchange.js';

/** The error of a status that is no success. */
export function refusal(
  { status }: Pick<HttpAnswer, 'status'>,
  file: string,
  offset?: number,
  told?: string,
): CheckpointError {
  const words = told ?? STATUS_CODES[status] ?? 'no such status';
  const code =
    status === 404 || status === 410 ? 'not-found' : status < 500 ? 'not-readable' : 'network';
  const place = { file, ...(offset !== undefined && { offset }) };
  return new CheckpointError(
    code,
    `the server answers ${status} (${words})`,
    place,
    hintOf(status, file),
  );
}

function hintOf(status: number, file: string): string | undefined {
  if (status === 401) return 'it needs credentials: --creds USER:PASSWORD';
  const isSigned = file.includes('?...');
  return status === 403 && isSigned ? 'the URL may have expired' : undefined;
}
