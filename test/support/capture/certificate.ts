import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scratch } from '../scratch.js';

/** In PEM, and the files that it lies in. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate that is its own authority, as kubelets make themselves one. */
export function makeCertificate(scratch: Scratch, name: string): Certificate {
  const certFile = join(scratch.path, `${name}.crt`);
  const keyFile = join(scratch.path, `${name}.key`);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...[
        '-days',
        '2',
        '-subj',
        `/CN=${name}`,
        '-addext',
        'subjectAltName=IP:127.0.0.1,DNS:worker-1.example',
      ],
      ...['-keyout', keyFile, '-out', certFile],
    ],
    { stdio: 'ignore' },
  );
  const [cert, key] = [certFile, keyFile].map((file) => readFileSync(file, 'utf8'));
  return { cert: cert ?? '', key: key ?? '', certFile, keyFile };
}
