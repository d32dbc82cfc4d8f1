import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';

/** Has things made before they are asked for, while this thread would wait for others. */
export class ReadAhead<T> {
  private readonly ready: T[] = [];
  private readonly changes = new EventEmitter();
  private readonly end: Promise<void>;
  private held = 0;
  private isOver = false;
  private isLeft = false;
  private failure: Error | undefined;

  /**
   * @param sizeOf how much of a thing counts
   * @param most when so much lies ready, nothing more is made
   */
  constructor(
    private readonly made: AsyncIterable<T>,
    private readonly sizeOf: (thing: T) => number,
    private readonly most: number,
  ) {
    this.end = this.work();
  }

  /** All of them, in their order. */
  async *all(): AsyncGenerator<T> {
    for (;;) {
      const thing = this.ready.shift();
      if (thing !== undefined) {
        this.held -= this.sizeOf(thing);
        this.changes.emit('change');
        yield thing;
      } else if (this.isOver) {
        if (this.failure !== undefined) throw this.failure;
        return;
      } else {
        await once(this.changes, 'change');
      }
    }
  }

  /** Nobody will ask any more. */
  async leave(): Promise<void> {
    this.isLeft = true;
    this.changes.emit('change');
    await this.end;
  }

  private isWanted(): boolean {
    return !this.isLeft;
  }

  private async work(): Promise<void> {
    try {
      // Who begins this has others to give something to do before.
      await setImmediate();
      if (!this.isWanted()) return;
      for await (const thing of this.made) {
        this.ready.push(thing);
        this.held += this.sizeOf(thing);
        this.changes.emit('change');
        while (this.held > this.most && this.isWanted()) await once(this.changes, 'change');
        if (!this.isWanted()) break;
        await setImmediate();
      }
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.isOver = true;
      this.changes.emit('change');
    }
  }
}
