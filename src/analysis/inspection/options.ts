import type { ProcessChoice } from '../../model/choose-processes.js';

/** What to look at; the overview is always told. Chosen processes are told with those below them. */
export interface InspectionOptions extends ProcessChoice {
  readonly statistics?: boolean;
  readonly metadata?: boolean;
  readonly processes?: boolean;
  /** Command lines or environments, which lie in pages. */
  readonly commandLines?: boolean;
  readonly files?: boolean;
  readonly sockets?: boolean;
  readonly mounts?: boolean;
  readonly security?: 'summary' | 'verbose';
  readonly namespaces?: boolean;
  readonly maps?: boolean;
}
