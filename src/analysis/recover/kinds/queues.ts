import { PlaceContext } from '../../../model/contents/place-context.js';
import { queuePlaces } from '../../../model/contents/queues.js';
import type { RecoverContext, Recovered } from '../recovered.js';
import { pieceParts } from '../source-parts.js';

/** What was written and not read yet, as it is: pipes, sockets, terminals, messages; a file for each packet. */
export function* queueFiles({ view, limits }: RecoverContext): Generator<Recovered> {
  for (const { name, member, holders, content } of queuePlaces(
    new PlaceContext(view.checkpoint, limits),
  )) {
    // All queues lie in images.
    if (content.kind !== 'pieces') continue;
    const { pieces } = content;
    const [first] = holders;
    yield {
      kind: 'queues',
      name,
      what: name,
      source: {
        pids: [...new Set(holders.map(({ pid }) => pid))],
        ...(first?.fd !== undefined && { fd: first.fd }),
        member,
        ...(pieces[0] !== undefined && { offset: pieces[0].offset }),
      },
      size: pieces.reduce((end, { at, length }) => Math.max(end, at + length), 0),
      missing: [],
      parts: () => pieceParts(pieces),
    };
  }
}
