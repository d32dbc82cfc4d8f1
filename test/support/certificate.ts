import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scratch } from './scratch.js';

export interface MadeCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** A certificate for 127.0.0.1 and archives.example that it signs itself, in `NAME/ca.crt`. */
export function makeCertificate(scratch: Scratch, name: string): MadeCertificate {
  const certFile = scratch.file(`${name}/ca.crt`, '');
  const keyFile = join(scratch.path, `${name}.key`);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', keyFile, '-out', certFile, '-days', '30', '-subj', '/CN=127.0.0.1'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1,DNS:archives.example'],
    ],
    { stdio: 'ignore' },
  );
  const [cert, key] = [certFile, keyFile].map((file) => readFileSync(file, 'utf8'));
  return { certFile, keyFile, cert: cert ?? '', key: key ?? '' };
}
