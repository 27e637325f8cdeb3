import { chmod, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { Vault, WRAPPED_BYTES } from './vault.js';
import { addGeneration, destroyOldGenerations, openWrappingKeys, WrappingKeys } from './wrapping-keys.js';

const bytes = fc.uint8Array({ maxLength: 300 });

describe('a vault', () => {
  const vault = new Vault(WrappingKeys.forOnce());

  it('opens what it sealed, and seals nothing twice in the same way', () => {
    fc.assert(
      fc.property(bytes, (plain) => {
        const key = vault.newKey();
        const [one, two] = [vault.seal(key, plain), vault.seal(key, plain)];
        expect(Buffer.from(plain).equals(vault.open(key, one))).toBe(true);
        expect(Buffer.from(plain).equals(vault.openRead(Buffer.concat([key, two])))).toBe(true);
        expect(one.equals(two)).toBe(false);
      }),
    );
  });

  it('opens nothing of which a bit was changed, and nothing under another key', () => {
    const key = vault.newKey();
    const sealed = vault.seal(key, Buffer.from('Ada'));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => vault.open(key, changed)).toThrow();
    }
    expect(() => vault.open(vault.newKey(), sealed)).toThrow();
    expect(() => vault.open(key, sealed.subarray(0, 20))).toThrow();
  });

  it('keeps no plaintext in what it stores', () => {
    const key = vault.newKey();
    expect(key).toHaveLength(WRAPPED_BYTES);
    expect(key.includes(Buffer.from(vault.unwrap(key)))).toBe(false);
    expect(vault.seal(key, Buffer.from('a unique name')).includes('unique')).toBe(false);
  });

  it('opens everything although it remembers only the last keys', () => {
    const small = new Vault(WrappingKeys.forOnce());
    const keys = Array.from({ length: 10_050 }, () => small.newKey());
    const sealed = keys.map((key) => small.seal(key, Buffer.from('x')));
    expect(small.open(keys[0]!, sealed[0]!).toString()).toBe('x');
  });

  it('looks up the same text by the same bytes, for one purpose under one key', () => {
    const found = vault.lookup('address', 'ada@example.org');
    expect(vault.lookup('address', 'ada@example.org').equals(found)).toBe(true);
    expect(vault.lookup('other', 'ada@example.org').equals(found)).toBe(false);
    expect(new Vault(WrappingKeys.forOnce()).lookup('address', 'ada@example.org').equals(found)).toBe(false);
  });
});

describe('the folder of wrapping keys', () => {
  let folder: string;

  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'quorate-keys-')), 'keys');
  });

  afterEach(() => rm(path.dirname(folder), { recursive: true }));

  it('is made once, for its owner alone, and read again by every process', async () => {
    const [one, two] = await Promise.all([openWrappingKeys(folder), openWrappingKeys(folder)]);
    expect(Buffer.from(one.newest.key).equals(two.newest.key)).toBe(true);
    expect(Buffer.from(one.lookup).equals(two.lookup)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['lookup.key', 'wrapping-1.key']);
    const { mode } = await stat(path.join(folder, 'wrapping-1.key'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('is refused when others may read it', async () => {
    await openWrappingKeys(folder);
    await chmod(path.join(folder, 'wrapping-1.key'), 0o640);
    await expect(openWrappingKeys(folder)).rejects.toThrow('chmod 600');
  });

  it('gets generations: what the old ones wrapped opens until they are destroyed, when no backup needs them', async () => {
    const first = new Vault(await openWrappingKeys(folder));
    const key = first.newKey();
    const sealed = first.seal(key, Buffer.from('Ada'));
    const both = new Vault(await addGeneration(folder, await openWrappingKeys(folder)));
    const renewed = both.rewrap(key);
    expect(first.open(renewed!, sealed).toString()).toBe('Ada'); // a server that runs meanwhile finds the new one
    expect(both.open(renewed!, sealed).toString()).toBe('Ada');
    expect(both.open(key, sealed).toString()).toBe('Ada');
    expect(both.rewrap(renewed!)).toBeNull();

    const replaced = new Date('2026-01-01T00:00:00Z');
    await utimes(path.join(folder, 'wrapping-2.key'), replaced, replaced);
    const day = (n: number) => new Date(replaced.getTime() + n * 86_400_000);
    expect(await destroyOldGenerations(folder, 35, day(35))).toEqual([]);
    expect(await destroyOldGenerations(folder, 35, day(36))).toEqual([1]);
    expect(await destroyOldGenerations(folder, 35, day(1000))).toEqual([]);
    const later = new Vault(await openWrappingKeys(folder));
    expect(later.open(renewed!, sealed).toString()).toBe('Ada');
    expect(() => later.open(key, sealed)).toThrow('generation 1 is missing');
  });
});
