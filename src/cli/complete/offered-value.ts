export interface OfferedValue {
  readonly value: string;
  /** What it is, for shells that show it. */
  readonly describe?: string;
}
