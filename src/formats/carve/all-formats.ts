import { certificate } from './certificate.js';
import type { FileFormat } from './file-format.js';
import { gzip } from './gzip.js';
import { javaClass } from './java-class.js';
import { jpeg } from './jpeg.js';
import { pdf } from './pdf.js';
import { pem } from './pem.js';
import { png } from './png.js';
import { sqlite } from './sqlite.js';
import { zip } from './zip.js';

export const FILE_FORMATS: readonly FileFormat[] = [
  gzip,
  zip,
  png,
  jpeg,
  pdf,
  sqlite,
  pem,
  certificate,
  javaClass,
];
