import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Proxy {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** What it was asked since the last time, as `CONNECT host:443` and `GET http://host/path`. */
  asked(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * A proxy that knows some names.
 * @param hosts ports of this machine, by `HOST:PORT` as it is asked
 * @param authorization the `Proxy-Authorization` that it wants
 */
export async function startProxy(
  hosts: Readonly<Record<string, number>>,
  authorization?: string,
): Promise<Proxy> {
  const file = new URL('./proxy.worker.mjs', import.meta.url);
  const worker = new Worker(file, { workerData: { hosts, authorization } });
  const hear = async (): Promise<{ port?: number; log?: string[] }> =>
    ((await once(worker, 'message')) as [{ port?: number; log?: string[] }])[0];
  const { port = 0 } = await hear();
  return {
    host: `127.0.0.1:${port}`,
    asked: async () => {
      worker.postMessage({});
      return (await hear()).log ?? [];
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
