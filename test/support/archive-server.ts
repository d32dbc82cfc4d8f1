import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** How a path is answered. Without `parts` it is `status`, `headers` and `body`. */
export interface Reply {
  readonly status?: number;
  /** `null` leaves out one that there would be. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string | Uint8Array;
  /** What lies there; a number stands for so many zeros. */
  readonly parts?: readonly (Uint8Array | number)[];
  /** False: the server does not know of ranges. */
  readonly ranges?: boolean;
  /** The most that a range gets. */
  readonly most?: number;
  /** What the server says of the size, and how far off its ranges are. */
  readonly total?: number;
  readonly shift?: number;
  /** So many bytes are sent, and then the connection is cut, or nothing comes. */
  readonly cut?: number;
  readonly stop?: number;
  /** No answer at all. */
  readonly stall?: 'headers';
  readonly reset?: boolean;
  /** The `Authorization` that it takes, and what it says to any other. */
  readonly requires?: string;
  readonly challenge?: string;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly range?: string;
  readonly authorization?: string;
  readonly body: string;
  /** Bytes of the content that were sent. */
  readonly sent: number;
}

/** By path, with or without its query: the reply to the first request, the second ..., the last to all others. */
export type Routes = Readonly<Record<string, readonly Reply[]>>;

export interface ArchiveServer {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** More routes. */
  add(routes: Routes): Promise<void>;
  /** All that it was asked so far. */
  asked(): Promise<readonly Asked[]>;
  close(): Promise<void>;
}

/** A server of archives that can be told to be at fault. */
export async function startArchiveServer(
  routes: Routes,
  tls?: { readonly cert: string; readonly key: string },
): Promise<ArchiveServer> {
  const file = new URL('./archive-server.worker.mjs', import.meta.url);
  const worker = new Worker(file, { workerData: { routes, tls } });
  const hear = async (): Promise<{ port?: number; log?: Asked[] }> =>
    ((await once(worker, 'message')) as [{ port?: number; log?: Asked[] }])[0];
  const { port = 0 } = await hear();
  const tell = async (set?: Routes): Promise<readonly Asked[]> => {
    worker.postMessage({ set });
    return (await hear()).log ?? [];
  };
  return {
    host: `127.0.0.1:${port}`,
    add: async (more) => {
      await tell(more);
    },
    asked: () => tell(),
    close: async () => {
      await worker.terminate();
    },
  };
}
