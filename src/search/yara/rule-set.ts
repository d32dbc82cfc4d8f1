/** The rules of a scan, as they were written. They go to other threads as they are. */
export interface RuleSet {
  readonly files: readonly RuleFile[];
  /** What conditions may ask for that no rule says. */
  readonly variables: readonly RuleVariable[];
  /** Matches of one pattern in one block that are told. */
  readonly mostMatches: number;
}

export interface RuleFile {
  /** As messages name it. */
  readonly name: string;
  readonly namespace: string;
  readonly text: string;
}

export interface RuleVariable {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** What the compiler says of a rule. */
export interface RuleMessage {
  /** Of the rules; undefined for what is said of no file. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly sentence: string;
}

/** What came of compiling rules: with errors there is nothing to scan with. */
export interface CompileReport {
  readonly errors: readonly RuleMessage[];
  readonly warnings: readonly RuleMessage[];
}
