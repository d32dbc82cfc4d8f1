/** What to look at; the overview is always told. */
export interface InspectionOptions {
  readonly statistics?: boolean;
  readonly metadata?: boolean;
  readonly processes?: boolean;
  readonly files?: boolean;
  readonly sockets?: boolean;
  readonly mounts?: boolean;
  readonly security?: 'summary' | 'verbose';
  readonly namespaces?: boolean;
  readonly maps?: boolean;
  /** Only these processes and those below them. */
  readonly pids?: ReadonlySet<number>;
}
