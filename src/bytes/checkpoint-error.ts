/**
 * What went wrong, for programs. `unexpected-eof`: bytes end before they should.
 * `invalid-*`: bytes that contradict their format. `limit`: a protection of ours was hit.
 * `write-failed`: the system did not take what was to be written. `network`: a server did not give what it should.
 */
export type ErrorCode =
  | 'not-found'
  | 'not-readable'
  | 'unexpected-eof'
  | 'invalid-tar'
  | 'invalid-compression'
  | 'invalid-image'
  | 'invalid-json'
  | 'invalid-archive'
  | 'unsafe-path'
  | 'limit'
  | 'write-failed'
  | 'network'
  | 'unsupported'
  | 'ambiguous'
  | 'usage';

/** Where in the evidence an error or a fact lies. */
export interface Place {
  /** The file or directory as the user named it; `-` is standard input. */
  readonly file?: string;
  /** Member name inside it; nested archives are joined by a colon. */
  readonly member?: string;
  /** Byte offset inside the innermost of the two. */
  readonly offset?: number;
}

/** An error that the user can act upon. It is printed as one line, without a stack. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';

  /**
   * @param code for programs
   * @param sentence for people, without the place
   * @param place file, member and offset, as far as they are known
   * @param hint what to do about it
   */
  constructor(
    readonly code: ErrorCode,
    readonly sentence: string,
    readonly place: Place = {},
    readonly hint?: string,
  ) {
    super(describe(sentence, place, hint));
  }

  /** The same error with a place that is known better further up. What is known already stays. */
  at(place: Place): CheckpointError {
    return new CheckpointError(this.code, this.sentence, { ...place, ...this.place }, this.hint);
  }
}

/** `ARCHIVE:MEMBER`, the notation that commands take too; empty without a file and member. */
export function formatPlace(place: Place): string {
  return [place.file, place.member].filter((part) => part !== undefined).join(':');
}

function describe(sentence: string, place: Place, hint: string | undefined): string {
  const where = formatPlace(place);
  const offset = place.offset === undefined ? '' : ` at offset 0x${place.offset.toString(16)}`;
  return `${where === '' ? '' : `${where}: `}${sentence}${offset}${hint === undefined ? '' : `: ${hint}`}`;
}
