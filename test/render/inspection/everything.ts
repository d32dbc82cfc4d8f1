import type { InspectionOptions } from '../../../src/analysis/inspection/options.js';
import type { ProcessView } from '../../../src/render/inspection/process.js';

/** What `--all` asks for, of processes. */
export const EVERYTHING: InspectionOptions = {
  processes: true,
  files: true,
  sockets: true,
  maps: true,
  security: 'summary',
};

/** What `--all` shows. */
export const ALL: ProcessView = {
  commandLine: true,
  environment: true,
  threads: true,
  details: true,
  brief: true,
};
