import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { contentChunks } from '../../../src/archive/content.js';
import { DEFAULT_LIMITS } from '../../../src/archive/limits.js';
import { openArchive } from '../../../src/archive/open.js';
import { walkMembers } from '../../../src/archive/walk-members.js';
import { temporaryDirectory } from '../../temporary-directory.js';
import { allOf } from '../read-both.js';
import { header, member, packTar, pax, tar } from '../tar-builder.js';
import {
  blob,
  descriptor,
  image,
  INDEX,
  indexOf,
  layoutFiles,
  ociArchive,
} from './image-builder.js';

const OCI = fileURLToPath(
  new URL('../../../testdata/checkpoints/checkpoint-oci.tar', import.meta.url),
);

function save(bytes: Uint8Array): string {
  const file = join(temporaryDirectory(), 'image');
  writeFileSync(file, bytes);
  return file;
}

function saveDirectory(files: Readonly<Record<string, Uint8Array>>): string {
  const directory = temporaryDirectory();
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), bytes);
  }
  return directory;
}

/** Form, and every member with its text, as opened and as walked; both have to agree. */
async function contents(file: string): Promise<{ form: string; files: Record<string, string> }> {
  const archive = await openArchive(file, { keep: () => true });
  const opened: Record<string, string> = {};
  for (const m of archive.members) {
    const source = m.type === 'file' ? archive.source(m) : undefined;
    opened[m.name] = Buffer.from(source?.read(0, source.size) ?? []).toString('latin1');
  }
  archive.close();
  const walked: Record<string, string> = {};
  for await (const { member: m, content } of walkMembers(file)) {
    walked[m.name] = (await allOf(contentChunks(content))).toString('latin1');
  }
  expect(walked).toEqual(opened);
  return { form: archive.form, files: opened };
}

const CHECKPOINT = {
  'checkpoint/': '',
  'checkpoint/inventory.img': 'inventory',
  'config.dump': '{}',
};
const EXPECTED = { checkpoint: '', 'checkpoint/inventory.img': 'inventory', 'config.dump': '{}' };

describe('a checkpoint image by Podman', () => {
  it('gives the members of its layer and its annotations', async () => {
    const archive = await openArchive(OCI, { keep: (name) => name.endsWith('.dump') });
    expect(archive.form).toBe('oci-archive');
    expect(archive.members.length).toBe(38);
    expect(archive.annotations['io.podman.annotations.checkpoint.name']).toBe('toimage');
    expect(archive.annotations['org.opencontainers.image.ref.name']).toBe('quay.io/example/ckpt:1');
    const config = archive.find('config.dump');
    if (config === undefined) throw new Error('no member');
    const text = Buffer.from(archive.source(config).read(0, config.size)).toString();
    expect(JSON.parse(text)).toMatchObject({ name: 'toimage' });
    archive.close();
  });

  it('is the same as a layout, and compressed as a whole', async () => {
    const expected = await contents(OCI);
    const files: Record<string, Uint8Array> = {};
    const outer = readFileSync(OCI);
    const { indexTar } = await import('../../../src/archive/tar/index-tar.js');
    const { memorySource } = await import('../../../src/bytes/byte-source.js');
    for (const { member: m, content } of indexTar(memorySource(outer, {}))) {
      if (m.type === 'file') files[m.name] = content.source.read(0, m.size);
    }
    expect(await contents(saveDirectory(files))).toEqual({ ...expected, form: 'oci-layout' });
    expect(await contents(save(gzipSync(outer)))).toEqual(expected);
  });
});

describe('an OCI archive', () => {
  it('may hold layers that are not compressed', async () => {
    const blobs = image([await packTar(CHECKPOINT)]);
    const found = await contents(save(await ociArchive(indexOf(blobs), blobs)));
    expect(found).toEqual({ form: 'oci-archive', files: EXPECTED });
  });

  it('may be compressed and hold a layer too large to keep', async () => {
    const noise = Buffer.alloc(5_000_000);
    for (let i = 0; i < noise.length; i += 4) noise.writeUInt32LE((i * 2654435761) >>> 0, i);
    for (const pack of [(bytes: Buffer) => bytes, gzipSync]) {
      const layer = pack(await packTar({ ...CHECKPOINT, 'pages-1.img': noise }));
      const blobs = image([layer]);
      const { files } = await contents(save(gzipSync(await ociArchive(indexOf(blobs), blobs))));
      expect(files['pages-1.img']).toBe(noise.toString('latin1'));
      expect(files['config.dump']).toBe('{}');
    }
  });

  it('lays its layers over one another', async () => {
    const layers = [
      await packTar({
        a: '1',
        gone: '1',
        'd/': '',
        'd/old': '1',
        'e/x': '1',
        'f/': '',
        'f/below': '1',
      }),
      await packTar({
        '.wh.gone': '',
        'd/.wh..wh..opq': '',
        'd/new': '2',
        'e/.wh.x': '',
        'e/x2': '2',
        f: 'file',
      }),
      gzipSync(await packTar({ a: '3' })),
    ];
    const blobs = image(layers);
    const expected = { d: '', 'd/new': '2', 'e/x2': '2', f: 'file', a: '3' };
    const bytes = await ociArchive(indexOf(blobs), blobs);
    expect((await contents(save(bytes))).files).toEqual(expected);
    expect((await contents(save(gzipSync(bytes)))).files).toEqual(expected);
  });

  it('may name its image through other indexes', async () => {
    const blobs = image([await packTar(CHECKPOINT)]);
    const inner = blob(indexOf(blobs));
    const index = { manifests: [descriptor(inner, INDEX)] };
    expect((await contents(save(await ociArchive(index, [...blobs, inner])))).files).toEqual(
      EXPECTED,
    );
  });

  it('does not follow indexes for ever', async () => {
    let inner = blob(indexOf(image([])));
    const blobs = [inner];
    for (let i = 0; i < 6; i++)
      blobs.push((inner = blob({ manifests: [descriptor(inner, INDEX)] })));
    const index = { manifests: [descriptor(inner, INDEX)] };
    await expect(openArchive(save(await ociArchive(index, blobs)))).rejects.toThrow(
      'too many indexes',
    );
  });

  it('takes the image that is annotated as a checkpoint', async () => {
    const other = image([await packTar({ 'etc/': '' })]);
    const wanted = image([await packTar(CHECKPOINT)], {
      'org.criu.checkpoint.container.name': 'c',
    });
    const manifests = [...indexOf(other).manifests, ...indexOf(wanted).manifests];
    const file = save(await ociArchive({ manifests }, [...other, ...wanted]));
    expect((await contents(file)).files).toEqual(EXPECTED);
  });

  it('takes the image that looks like a checkpoint', async () => {
    const other = image([await packTar({ 'etc/': '' })]);
    const wanted = image([gzipSync(await packTar(CHECKPOINT))]);
    const manifests = [...indexOf(other).manifests, ...indexOf(wanted).manifests];
    const bytes = await ociArchive({ manifests }, [...other, ...wanted]);
    expect((await contents(save(bytes))).files).toEqual(EXPECTED);
    expect((await contents(save(gzipSync(bytes)))).files).toEqual(EXPECTED);
  });

  it('is ambiguous with two of them', async () => {
    const one = image([await packTar(CHECKPOINT)]);
    const two = image([await packTar({ ...CHECKPOINT, two: '' })]);
    const manifests = [
      ...indexOf(one, { 'org.opencontainers.image.ref.name': 'first:1' }).manifests,
      ...indexOf(two, { 'org.opencontainers.image.ref.name': 'second:2' }).manifests,
    ];
    const file = save(await ociArchive({ manifests }, [...one, ...two]));
    await expect(openArchive(file)).rejects.toThrow(
      /of these images more than one is a checkpoint: first:1 \(sha256:.*\), second:2 \(sha256:.*\): choose one with --image NAME/,
    );
    const chosen = async (name: string): Promise<string[]> => {
      const limits = { ...DEFAULT_LIMITS, image: name };
      const archive = await openArchive(file, { limits });
      const walked: string[] = [];
      for await (const { member: m } of walkMembers(file, limits)) walked.push(m.name);
      expect(archive.members.map((m) => m.name)).toEqual(walked);
      return walked;
    };
    const digest = two.at(-1)?.digest ?? '';
    expect(await chosen('first:1')).not.toContain('two');
    for (const name of ['second:2', '2', digest, digest.slice(0, 20), digest.slice(7, 15)]) {
      expect(await chosen(name)).toContain('two');
    }
    await expect(chosen('third')).rejects.toThrow(
      /holds no image "third"; there are: first:1 \(sha256:.*second:2/,
    );
  });

  it('is asked for by name only where there are images', async () => {
    const file = save(await packTar(CHECKPOINT));
    const limits = { ...DEFAULT_LIMITS, image: 'x' };
    const message = 'is no image, so there is no "x" in it';
    await expect(openArchive(file, { limits })).rejects.toThrow(message);
    await expect(walkMembers(file, limits).next()).rejects.toThrow(message);
  });

  it('is ambiguous with several others', async () => {
    const one = image([await packTar({ a: '' })]);
    const two = image([await packTar({ b: '' })]);
    const manifests = [...indexOf(one).manifests, ...indexOf(two).manifests];
    const file = save(await ociArchive({ manifests }, [...one, ...two]));
    await expect(openArchive(file)).rejects.toThrow('none looks like a checkpoint');
  });

  it('tells a damaged manifest', async () => {
    const blobs = image([await packTar(CHECKPOINT)]);
    const index = indexOf(blobs);
    const files = layoutFiles(index, blobs);
    files[`blobs/${index.manifests[0]?.digest.replace(':', '/') ?? ''}`]?.fill(' ', 0, 1);
    await expect(openArchive(save(await packTar(files)))).rejects.toThrow(
      /damaged blob: it does not match sha256:/,
    );
  });

  it('tells a damaged layer that is compressed', async () => {
    const layer = gzipSync(await packTar(CHECKPOINT));
    const blobs = image([layer]);
    const files = layoutFiles(indexOf(blobs), blobs);
    // The operating system in gzip's header: the content stays the same.
    files[`blobs/${blob(layer).digest.replace(':', '/')}`]?.fill(7, 9, 10);
    await expect(openArchive(save(await packTar(files)))).rejects.toThrow(/damaged blob/);
  });

  it('takes an image of two tags for one', async () => {
    const blobs = image([await packTar(CHECKPOINT)]);
    const manifests = ['latest', 'stable'].flatMap(
      (tag) => indexOf(blobs, { 'org.opencontainers.image.ref.name': tag }).manifests,
    );
    const file = save(await ociArchive({ manifests }, blobs));
    expect((await contents(file)).files).toEqual(EXPECTED);
    for (const name of ['latest', 'stable']) {
      const archive = await openArchive(file, { limits: { ...DEFAULT_LIMITS, image: name } });
      expect(archive.members.length).toBe(3);
    }
  });

  it('may lack what its index names of other images', async () => {
    const saved = image([await packTar(CHECKPOINT)]);
    const other = image([await packTar({ other: '' })]);
    const inner = blob({ manifests: [...indexOf(other).manifests, ...indexOf(saved).manifests] });
    const index = { manifests: [descriptor(inner, INDEX)] };
    expect((await contents(save(await ociArchive(index, [...saved, inner])))).files).toEqual(
      EXPECTED,
    );
    // The manifest of the other may be there without its layers, too.
    const more = [...saved, inner, ...other.slice(-1)];
    expect((await contents(save(await ociArchive(index, more)))).files).toEqual(EXPECTED);
  });

  it('may hold an attestation, which is no tar', async () => {
    const wanted = image([await packTar(CHECKPOINT)]);
    const other = image([Buffer.from('{"_type":"https://in-toto.io/Statement/v0.1"}')]);
    const manifests = [...indexOf(other).manifests, ...indexOf(wanted).manifests];
    const file = save(await ociArchive({ manifests }, [...other, ...wanted]));
    expect((await contents(file)).files).toEqual(EXPECTED);
  });

  it.each([
    ['apple double and finder files', { '._blobs': 'Mac OS X', '.DS_Store': 'Bud1' }],
    ['any other file', { README: 'An image.' }],
    ['slashes', {}],
  ])('may begin with %s', async (what, before) => {
    const blobs = image([await packTar(CHECKPOINT)]);
    const files: Record<string, string | Buffer> = {
      ...before,
      ...layoutFiles(indexOf(blobs), blobs),
    };
    const named = Object.entries(files).map(([name, bytes]) =>
      member({ name: what === 'slashes' ? `/${name}` : `./${name}` }, bytes),
    );
    const label = header({ name: 'backup of Monday', type: 'V' });
    const global = pax([['comment', '0123456789abcdef']], 'g');
    const bytes = tar(label, global, ...named);
    for (const file of [save(bytes), save(gzipSync(bytes))]) {
      expect(await contents(file)).toEqual({ form: 'oci-archive', files: EXPECTED });
    }
  });

  it('may hold names with a slash or a dot before them', async () => {
    for (const before of ['/', './', '//', '/./']) {
      const layer = tar(
        ...Object.entries(CHECKPOINT).map(([name, text]) =>
          member({ name: before + name, ...(name.endsWith('/') && { type: '5' }) }, text),
        ),
      );
      const blobs = image([layer]);
      expect((await contents(save(await ociArchive(indexOf(blobs), blobs)))).files).toEqual(
        EXPECTED,
      );
      expect(await contents(save(layer))).toEqual({ form: 'tar', files: EXPECTED });
    }
  });

  it('what is a layer several times counts as the uppermost of them', async () => {
    const [low, high] = [
      tar(member({ name: 'x' }, 'low'), member({ name: 'y' }, 'low')),
      tar(member({ name: 'x' }, 'high'), member({ name: '.wh.y' }, '')),
    ];
    // y is taken away in between, and comes back.
    const blobs = image([...Array.from({ length: 50 }, () => low), high, low]);
    const bytes = await ociArchive(indexOf(blobs), blobs);
    for (const file of [save(bytes), save(gzipSync(bytes))]) {
      expect((await contents(file)).files).toEqual({ x: 'low', y: 'low' });
    }
  });

  it.each([
    [2, 'more than 1000 indexes and manifests'],
    [5, 'too many indexes in one another'],
  ])('indexes that lead to one another, %d deep, are refused', async (levels, why) => {
    let inner = blob({ schemaVersion: 2, manifests: [] });
    const blobs = [inner];
    for (let level = 0; level < levels; level++) {
      const manifests = Array.from({ length: 300 }, () => descriptor(inner, INDEX));
      inner = blob({ schemaVersion: 2, manifests });
      blobs.push(inner);
    }
    const index = { schemaVersion: 2, manifests: [descriptor(inner, INDEX)] };
    await expect(openArchive(save(await ociArchive(index, blobs)))).rejects.toThrow(
      new RegExp(`image:blobs/sha256/[0-9a-f]+: ${why}`),
    );
  });

  it('names a blob that is missing', async () => {
    const blobs = image([await packTar(CHECKPOINT)]);
    const file = save(await ociArchive(indexOf(blobs), blobs.slice(-1)));
    await expect(openArchive(file)).rejects.toThrow(
      /image:blobs\/sha256\/[0-9a-f]+: is missing in the image/,
    );
  });

  it.each([
    ['no JSON', '{', 'index.json: is not JSON'],
    ['no object', '[]', 'is not a JSON object'],
    ['no digest', '{"manifests":[{"digest":7}]}', 'without a digest'],
    ['a path for a digest', '{"manifests":[{"digest":"sha256:../../x"}]}', 'without a digest'],
    ['no image', '{"manifests":[]}', 'holds no image'],
  ])('with %s in its index is refused', async (_, text, message) => {
    const files = { 'oci-layout': '{}', 'index.json': text };
    await expect(openArchive(save(await packTar(files)))).rejects.toThrow(message);
  });
});

describe('a docker-archive', () => {
  it('of more images than anybody saves is refused', async () => {
    const json = JSON.stringify(Array.from({ length: 101 }, () => ({ Layers: [] })));
    await expect(openArchive(save(await packTar({ 'manifest.json': json })))).rejects.toThrow(
      'manifest.json: more than 100 images',
    );
  });

  it('gives the members of its layers', async () => {
    const layer = await packTar(CHECKPOINT);
    const id = 'a'.repeat(64);
    const files = {
      [`${id}.json`]: '{}',
      [`${id}/layer.tar`]: layer,
      'manifest.json': JSON.stringify([
        { Config: `${id}.json`, RepoTags: ['x:1'], Layers: [`${id}/layer.tar`] },
      ]),
    };
    for (const bytes of [await packTar(files), gzipSync(await packTar(files))]) {
      expect(await contents(save(bytes))).toEqual({ form: 'docker-archive', files: EXPECTED });
    }
    expect((await contents(saveDirectory(asBytes(files)))).form).toBe('docker-archive');
  });

  it('may have a layer that is a hardlink to another', async () => {
    const layer = await packTar(CHECKPOINT);
    const id = 'b'.repeat(64);
    const manifest = JSON.stringify([{ Layers: [`${id}.tar`] }]);
    const bytes = tar(
      member({ name: 'manifest.json' }, manifest),
      member({ name: 'real' }, layer),
      header({ name: `${id}.tar`, type: '1', linkName: 'real' }),
    );
    expect((await contents(save(bytes))).files).toEqual(EXPECTED);
  });

  it('may have a layer that is a symlink to another', async () => {
    const layer = await packTar(CHECKPOINT);
    const [a, b] = ['a', 'b'].map((digit) => digit.repeat(64));
    const links = (target: string, linkName: string) =>
      tar(
        member({ name: 'manifest.json' }, JSON.stringify([{ Layers: [`${b}/layer.tar`] }])),
        member({ name: target }, layer),
        header({ name: `${b}/layer.tar`, type: '2', linkName }),
      );
    for (const bytes of [
      links(`${a}/layer.tar`, `../${a}/layer.tar`),
      links(`${a}/layer.tar`, `/${a}/layer.tar`),
      links(`${b}/real.tar`, './real.tar'),
      // No link leads out of the archive.
      links(`${a}/layer.tar`, `../../../../${a}/layer.tar`),
    ]) {
      expect((await contents(save(bytes))).files).toEqual(EXPECTED);
      expect((await contents(save(gzipSync(bytes)))).files).toEqual(EXPECTED);
    }
    for (const linkName of ['layer.tar', '../../etc/passwd', '']) {
      await expect(openArchive(save(links(`${a}/layer.tar`, linkName)))).rejects.toThrow(
        'layer.tar: is a symlink to',
      );
    }
  });

  it('may have one layer twice', async () => {
    const layer = gzipSync(await packTar(CHECKPOINT));
    const files = {
      'manifest.json': JSON.stringify([{ Layers: ['x.tar', 'x.tar'] }]),
      'x.tar': layer,
    };
    for (const bytes of [await packTar(files), gzipSync(await packTar(files))]) {
      expect((await contents(save(bytes))).files).toEqual(EXPECTED);
    }
  });

  it('may be one by crane or ko', async () => {
    const layer = `${'c'.repeat(64)}.tar.gz`;
    const config = `sha256:${'d'.repeat(64)}`;
    const files = {
      [config]: '{}',
      [layer]: gzipSync(await packTar(CHECKPOINT)),
      'manifest.json': JSON.stringify([{ Config: config, RepoTags: ['r/x:1'], Layers: [layer] }]),
    };
    for (const bytes of [await packTar(files), gzipSync(await packTar(files))]) {
      expect(await contents(save(bytes))).toEqual({ form: 'docker-archive', files: EXPECTED });
    }
  });

  it('is not what merely has a manifest.json', async () => {
    for (const text of ['{"version":1}', 'no json', '[]', '[{"Layers":[1]}]', '[7]']) {
      const { form, files } = await contents(
        save(await packTar({ 'manifest.json': text, a: 'x' })),
      );
      expect([form, files]).toEqual(['tar', { 'manifest.json': text, a: 'x' }]);
    }
  });
});

describe("skopeo's dir:", () => {
  const dirFiles = (blobs: ReturnType<typeof image>): Record<string, Buffer> => {
    const files: Record<string, Buffer> = {
      version: Buffer.from('Directory Transport Version: 1.1\n'),
    };
    for (const { digest, bytes } of blobs) files[digest.slice(7)] = bytes;
    return files;
  };

  it('has its blobs beside the manifest', async () => {
    const blobs = image([gzipSync(await packTar(CHECKPOINT))], { 'org.example': 'yes' });
    const manifest = blobs.at(-1)?.bytes ?? Buffer.alloc(0);
    const files = { ...dirFiles(blobs.slice(0, -1)), 'manifest.json': manifest };
    const directory = saveDirectory(files);
    expect(await contents(directory)).toEqual({ form: 'dir-layout', files: EXPECTED });
    expect((await openArchive(directory)).annotations).toEqual({ 'org.example': 'yes' });
    expect((await contents(save(gzipSync(await packTar(files))))).files).toEqual(EXPECTED);
  });

  it('has manifests of their own where it holds several images', async () => {
    const one = image([await packTar({ other: '' })]);
    const two = image([await packTar(CHECKPOINT)]);
    const files = dirFiles([...one.slice(0, -1), ...two.slice(0, -1)]);
    for (const manifest of [one.at(-1), two.at(-1)]) {
      if (manifest !== undefined)
        files[`${manifest.digest.slice(7)}.manifest.json`] = manifest.bytes;
    }
    const manifests = [...indexOf(one).manifests, ...indexOf(two).manifests];
    files['manifest.json'] = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }));
    expect((await contents(saveDirectory(files))).files).toEqual(EXPECTED);
  });

  it('is not a checkpoint that has such files', async () => {
    const files = { ...CHECKPOINT, 'manifest.json': '{"schemaVersion":2,"layers":[]}' };
    expect((await contents(save(await packTar(files)))).form).toBe('tar');
  });
});

describe('a checkpoint of containerd', () => {
  const any = (type: string, value: string) =>
    Buffer.concat([
      Buffer.of(0x0a, type.length),
      Buffer.from(type),
      Buffer.of(0x12, value.length),
      Buffer.from(value),
    ]);
  const spec = '{"ociVersion":"1.1.0","hostname":"h"}';
  const parts = async () => ({
    criu: blob(await packTar({ './': '', './inventory.img': 'inventory', 'sub/x.img': 'x' })),
    config: blob(any('types.containerd.io/opencontainers/runtime-spec/1/Spec', spec)),
    options: blob(Buffer.from('options')),
    diff: blob(gzipSync(await packTar({ 'etc/.wh.gone': '', 'etc/new': 'n' }))),
    base: image([await packTar({ 'bin/': '' })]),
  });
  const prefix = 'application/vnd.containerd.container.';
  const index = (blobs: Awaited<ReturnType<typeof parts>>) => ({
    schemaVersion: 2,
    manifests: [
      ...indexOf(blobs.base).manifests,
      descriptor(blobs.criu, `${prefix}criu.checkpoint.criu.tar`),
      descriptor(blobs.config, `${prefix}checkpoint.config.v1+proto`),
      descriptor(blobs.options, `${prefix}checkpoint.runtime.options+proto`),
      descriptor(blobs.diff, 'application/vnd.oci.image.layer.v1.tar+gzip'),
    ],
    annotations: { 'io.containerd.checkpoint.runtime': 'io.containerd.runc.v2' },
  });

  it('gives the members that other engines have', async () => {
    const blobs = await parts();
    const all = [blobs.criu, blobs.config, blobs.options, blobs.diff, ...blobs.base];
    const inner = blob(index(blobs));
    const exported = { manifests: [descriptor(inner, INDEX)] };
    const expected = {
      checkpoint: '',
      'checkpoint/inventory.img': 'inventory',
      'checkpoint/sub/x.img': 'x',
      'spec.dump': spec,
      'rootfs-diff.tar': blobs.diff.bytes.toString('latin1'),
    };
    for (const bytes of [
      await ociArchive(index(blobs), all),
      await ociArchive(exported, [...all, inner]),
      gzipSync(await ociArchive(index(blobs), all)),
    ]) {
      const file = save(bytes);
      expect(await contents(file)).toEqual({ form: 'containerd-checkpoint', files: expected });
      const archive = await openArchive(file);
      expect(archive.annotations).toEqual({
        'io.containerd.checkpoint.runtime': 'io.containerd.runc.v2',
      });
      archive.close();
    }
    expect(gunzipSync(blobs.diff.bytes).toString('latin1')).toContain('.wh.gone');
  });

  it('with a spec that is none is refused', async () => {
    for (const bytes of [
      Buffer.of(0x12, 0x80),
      Buffer.of(0x12, 0x05, 0x41),
      Buffer.of(0x08, 0x01),
      Buffer.alloc(0),
    ]) {
      const blobs = { ...(await parts()), config: blob(bytes) };
      const all = [blobs.criu, blobs.config, blobs.options, blobs.diff, ...blobs.base];
      const file = save(await ociArchive(index(blobs), all));
      await expect(openArchive(file)).rejects.toThrow('is not a container spec of containerd');
    }
  });
});

function asBytes(files: Readonly<Record<string, string | Uint8Array>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(files).map(([name, data]) => [name, Buffer.from(data)]));
}
