/**
 * What completion offers for a value: words, or what the archive on the line has. `members` are all of its names,
 * `files` those with bytes, and `images` those of CRIU behind the archive and a colon.
 */
export type Offers =
  readonly string[] | 'pids' | 'comms' | 'containers' | 'members' | 'files' | 'images';
