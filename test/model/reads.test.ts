import { expect, test } from 'vitest';
import type { Archive } from '../../src/archive/archive.js';
import { openArchive } from '../../src/archive/open.js';
import { Checkpoint } from '../../src/model/checkpoint.js';
import { readContainer } from '../../src/model/container.js';
import { findJson } from '../../src/model/engine-json.js';
import { onlyDeclared } from '../../src/model/reads.js';
import { readSpecSecurity } from '../../src/model/security/spec-security.js';
import { Scratch } from '../support/scratch.js';

const scratch = new Scratch();
const file = await scratch.tar('x.tar', {
  'config.dump': '{"id": "x"}',
  'spec.dump': '{"process": {"noNewPrivileges": true}}',
  'network.status': 'null',
  'checkpoint/pages-1.img': 'page',
});

test('a plain archive gives no bytes of what was not declared', async () => {
  const archive = await openArchive(file);
  const pages = archive.find('checkpoint/pages-1.img');
  const config = archive.find('config.dump');
  if (pages === undefined || config === undefined) throw new Error('no members');
  const declared = onlyDeclared(archive, ['pages']);
  expect([declared.holds(pages), declared.source(pages).size]).toEqual([true, 4]);
  const facts = onlyDeclared(archive, ['rootfs']);
  expect([facts.holds(config), facts.source(config).size]).toEqual([true, 11]);
  expect(facts.holds(pages)).toBe(false);
  expect(() => facts.source(pages)).toThrow('pages-1.img is read by a question that did not');
  archive.close();
});

test("each of the engine's files is read once, whoever asks", async () => {
  const archive = await openArchive(file);
  const reads: string[] = [];
  const counted: Archive = {
    ...archive,
    source(member) {
      reads.push(member.name);
      return archive.source(member);
    },
  };
  const place = { prefix: '', imagePrefix: 'checkpoint/', bare: false };
  const checkpoint = new Checkpoint(counted, place);
  for (let times = 0; times < 2; times++) {
    expect(readContainer(checkpoint).id).toBe('x');
    expect(readSpecSecurity(checkpoint)?.noNewPrivileges).toBe(true);
    expect(findJson(checkpoint, 'network.status')).toBeNull();
  }
  expect(reads.sort()).toEqual(['config.dump', 'network.status', 'spec.dump']);
  archive.close();
});
