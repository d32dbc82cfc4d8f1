import { pack } from 'tar-stream';

export interface HeaderFields {
  name?: string | Uint8Array;
  type?: string;
  size?: number | Uint8Array;
  mode?: string;
  uid?: string;
  mtime?: Uint8Array | string;
  linkName?: string;
  magic?: string;
  owner?: string;
  group?: string;
  prefix?: string;
  device?: [number, number];
  /** Anything else, by offset. */
  patches?: readonly (readonly [number, Uint8Array])[];
  signed?: boolean;
}

/** One header block by hand, with a right checksum, for what tar-stream does not write. */
export function header(fields: HeaderFields): Buffer {
  const block = Buffer.alloc(512);
  const put = (at: number, value: string | Uint8Array) => {
    block.set(typeof value === 'string' ? Buffer.from(value, 'utf8') : value, at);
  };
  put(0, fields.name ?? 'file');
  put(100, fields.mode ?? '0000644\0');
  put(108, fields.uid ?? '0000000\0');
  put(116, '0000000\0');
  put(124, typeof fields.size === 'object' ? fields.size : octal(fields.size ?? 0));
  put(136, fields.mtime ?? octal(1_700_000_000));
  put(156, fields.type ?? '0');
  put(157, fields.linkName ?? '');
  put(257, fields.magic ?? 'ustar\x0000');
  put(265, fields.owner ?? '');
  put(297, fields.group ?? '');
  if (fields.device !== undefined) {
    put(329, fields.device[0].toString(8).padStart(7, '0'));
    put(337, fields.device[1].toString(8).padStart(7, '0'));
  }
  put(345, fields.prefix ?? '');
  for (const [at, bytes] of fields.patches ?? []) put(at, bytes);
  put(148, '        ');
  const sum = fields.signed
    ? block.reduce((total, byte) => total + (byte >= 128 ? byte - 256 : byte), 0)
    : block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** A header with its data, padded to a block. */
export function member(fields: HeaderFields, data: string | Uint8Array = ''): Buffer {
  const bytes = Buffer.from(data);
  return Buffer.concat([header({ size: bytes.length, ...fields }), padded(bytes)]);
}

/** A PAX header with these records. */
export function pax(
  records: readonly (readonly [string, string | Uint8Array])[],
  type = 'x',
): Buffer {
  const data = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
  return member({ name: 'PaxHeaders/x', type }, data);
}

export function tar(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

export function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** A tar by tar-stream, in which nothing is odd. A name that ends in a slash is a directory. */
export async function packTar(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Buffer> {
  const stream = pack();
  for (const [name, data] of Object.entries(files)) {
    if (name.endsWith('/')) stream.entry({ name, type: 'directory' });
    else stream.entry({ name }, Buffer.from(data));
  }
  stream.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

function octal(value: number): string {
  return `${value.toString(8).padStart(11, '0')}\0`;
}

function paxRecord(key: string, value: string | Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = body.length;
  while (length !== body.length + String(length).length) {
    length = body.length + String(length).length;
  }
  return Buffer.concat([Buffer.from(String(length)), body]);
}
