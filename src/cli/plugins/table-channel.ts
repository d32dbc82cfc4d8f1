import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { encodeText } from '../../bytes/text.js';
import type { Io } from '../io.js';
import { finish, outcome } from '../outcome.js';
import type { Output } from '../output.js';
import { parseArguments } from '../parse-arguments.js';
import { NO_PROGRESS } from '../progress.js';

/** Longest request: the name of a table and a path. */
const MOST_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;

/**
 * Answers what a plugin asks for, until it closes the channel: a line `TABLE ARCHIVE` gets the rows of the table as JSON
 * lines, as `table TABLE ARCHIVE --format jsonl` has them, and an empty line behind the last. What cannot be told is a
 * line with `error`, and is told on standard error as well. An archive is opened when it is asked for.
 */
export async function answerTables(channel: Duplex, io: Io): Promise<void> {
  try {
    for await (const line of lines(channel as AsyncIterable<Buffer>))
      await answer(line, channel, io);
  } catch {
    // The plugin is gone, or writes what is no request: its exit code tells.
  } finally {
    channel.destroy();
  }
}

async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > MOST_BYTES) return;
  }
}

async function answer(line: string, channel: Duplex, io: Io): Promise<void> {
  const [, name = '', archive = ''] = /^(\S+) (.+)$/.exec(line) ?? [];
  const out: Output = {
    isTerminal: false,
    color: false,
    async write(data) {
      // The memory of rows may be used again.
      const bytes = typeof data === 'string' ? encodeText(data) : Buffer.from(data);
      if (!channel.write(bytes)) await once(channel, 'drain');
    },
  };
  const { command } = await import('../commands/table.js');
  const tell = async (errors: readonly unknown[]): Promise<void> => {
    for (const error of errors) {
      const text = error instanceof Error ? error.message : String(error);
      await out.write(`${JSON.stringify({ error: text })}\n`);
    }
  };
  try {
    const typed = parseArguments('table', command, ['--format', 'jsonl', name, '--', archive]);
    const told = await command.start(typed, { ...io, out, progress: () => NO_PROGRESS });
    finish(told, command.exits, false, io.err);
    await tell(told.damage);
  } catch (error) {
    finish(outcome({ answered: false, damage: [error] }), command.exits, false, io.err);
    await tell([error]);
  }
  await out.write('\n');
}
