import type { Transform } from 'node:stream';

/** What came of one piece. */
export interface Pushed {
  readonly made: readonly Uint8Array[];
  /** The stream is at its end, and takes no more. */
  readonly ended: boolean;
  readonly error: Error | undefined;
}

/**
 * Sends pieces one by one through a stream of Node's. A pipeline throws away what is on its way when
 * either end meets an error; here everything that came of the pieces before is had first.
 */
export class Piecewise {
  private made: Uint8Array[] = [];
  private ended = false;
  private error: Error | undefined;
  private done: () => void = () => undefined;

  constructor(private readonly transform: Transform) {
    transform.on('data', (chunk: Uint8Array) => {
      this.made.push(chunk);
    });
    transform.on('end', () => {
      this.ended = true;
      this.done();
    });
    transform.on('error', (error: Error) => {
      this.error ??= error;
      this.done();
    });
  }

  push(piece: Uint8Array): Promise<Pushed> {
    return this.wait((done) => {
      this.transform.write(piece, (error) => {
        this.error ??= error ?? undefined;
        done();
      });
    });
  }

  /** Says that there are no more. */
  finish(): Promise<Pushed> {
    return this.wait(() => {
      this.transform.end();
    });
  }

  close(): void {
    this.transform.destroy();
  }

  private async wait(begin: (done: () => void) => void): Promise<Pushed> {
    await new Promise<void>((resolve) => {
      this.done = resolve;
      if (this.ended || this.error !== undefined) resolve();
      else begin(resolve);
    });
    // What Node has not handed over yet.
    for (let rest = this.read(); rest !== null; rest = this.read()) this.made.push(rest);
    const { made, ended, error } = this;
    this.made = [];
    return { made, ended, error };
  }

  private read(): Uint8Array | null {
    return this.transform.read() as Uint8Array | null;
  }
}
