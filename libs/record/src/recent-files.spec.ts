import { RecentFiles } from './recent-files.js';

describe('files that were read just now', () => {
  let now: number;
  let loads: string[];
  let files: RecentFiles;

  beforeEach(() => {
    now = 0;
    loads = [];
    files = new RecentFiles(() => now, 100);
  });

  const read = (name: string, size = 30) =>
    files.read(name, () => {
      loads.push(name);
      return Promise.resolve(new Uint8Array(size));
    });

  it('are not read again within a second, and are after it', async () => {
    const first = await read('a');
    now = 999;
    expect(await read('a')).toBe(first);
    now = 1000;
    expect(await read('a')).not.toBe(first);
    expect(loads).toEqual(['a', 'a']);
  });

  it('leave in the order in which they came when there are too many bytes of them', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await read(name);
    for (const name of ['d', 'c', 'b', 'a']) await read(name);
    expect(loads).toEqual(['a', 'b', 'c', 'd', 'a']);
  });

  it('take no more room when they are read again', async () => {
    for (; now < 10_000; now += 1000) await read('a');
    await read('b');
    await read('c');
    loads = [];
    for (const name of ['b', 'c']) await read(name);
    expect(loads).toEqual([]);
  });

  it('are handed on but not kept when one alone is too large', async () => {
    expect(await read('large', 101)).toHaveLength(101);
    await read('large', 101);
    expect(loads).toEqual(['large', 'large']);
  });

  it('are not kept when they could not be read', async () => {
    await expect(files.read('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(await read('a')).toHaveLength(30);
  });
});
