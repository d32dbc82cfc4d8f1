/** What a scan gives; the engine's declarations leave it open. */
export interface EngineResult {
  /** Whether the scan came to its end. */
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly matches: readonly EngineRule[];
}

/** A rule that the bytes satisfy. */
export interface EngineRule {
  readonly identifier: string;
  readonly namespace: string;
  readonly isPrivate: boolean;
  readonly tags: readonly string[];
  readonly metadata: readonly { readonly identifier: string; readonly value: unknown }[];
  readonly patterns: readonly {
    readonly identifier: string;
    readonly isPrivate: boolean;
    readonly matches: readonly { readonly offset: number; readonly length: number }[];
  }[];
}
