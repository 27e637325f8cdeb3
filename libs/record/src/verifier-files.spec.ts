import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readVerifier } from './verifier-files.js';

describe('the verifier for browsers', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'quorate-bundle-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('is none before it is built', async () => {
    expect(await readVerifier(path.join(folder, 'absent.js'))).toBeNull();
  });

  it('is told from another by its tag', async () => {
    const file = path.join(folder, 'verifier.js');
    const tags: string[] = [];
    for (const script of ['one', 'other', 'one']) {
      await writeFile(file, script);
      const bundle = await readVerifier(file);
      expect(bundle?.script.toString()).toBe(script);
      tags.push(bundle?.etag ?? '');
    }
    expect(tags[0]).toBe(tags[2]);
    expect(tags[1]).not.toBe(tags[0]);
  });

  it('is not passed off as absent when it cannot be read', async () => {
    await expect(readVerifier(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
