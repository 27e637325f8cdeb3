import type { CoalitionId } from '#kernel';
import fc from 'fast-check';
import { globalId, isNoun, parseGlobalId, readGlobalId, registerNoun } from './global-id.js';

registerNoun('Lamp', 'lmp');
registerNoun('Room', 'rom');
registerNoun('House', 'hou', { standsAlone: true });

const uuid = fc.uuid().map((text) => text.toLowerCase());

describe('a public identifier', () => {
  it('names the coalition and the thing, and reads back', () => {
    fc.assert(
      fc.property(uuid, uuid, (coalitionId, id) => {
        const text = globalId('Lamp', coalitionId, id);
        expect(text).toMatch(/^lmp_[A-Za-z0-9_-]{43}$/);
        expect(readGlobalId('Lamp', text)).toEqual({ coalitionId, id });
      }),
    );
  });

  it('of what stands alone is its own key', () => {
    fc.assert(
      fc.property(uuid, (id) => {
        const text = globalId('House', id);
        expect(text).toMatch(/^hou_[A-Za-z0-9_-]{22}$/);
        expect(readGlobalId('House', text)).toEqual({ coalitionId: id as CoalitionId, id });
      }),
    );
  });

  const good = globalId(
    'Lamp',
    '01890000-0000-7000-8000-000000000001',
    '01890000-0000-7000-8000-000000000002',
  );
  it.each([
    [
      'of another noun',
      globalId('Room', '01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'),
    ],
    ['of no noun', good.replace('lmp', 'xyz')],
    ['cut', good.slice(0, -1)],
    ['with a tail', `${good}A`],
    ['spelled otherwise', `${good.slice(0, -1)}J`],
    ['with other letters', good.replace('_AY', '_A+')],
    ['with the length of what stands alone', good.slice(0, 26)],
    ['empty', ''],
    ['a bare UUID', '01890000-0000-7000-8000-000000000002'],
  ])('%s is that of nothing', (_what, text) => {
    expect(() => readGlobalId('Lamp', text)).toThrow('There is no such thing, or it is not open to you.');
  });

  it('has exactly one spelling', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spellings = Array.from(letters)
      .map((letter) => good.slice(0, -1) + letter)
      .filter((text) => parseGlobalId(text));
    expect(spellings).toHaveLength(16);
    for (const text of spellings) {
      const { coalitionId, id } = readGlobalId('Lamp', text);
      expect(globalId('Lamp', coalitionId, id)).toBe(text);
    }
  });

  it('has a prefix that no other noun has', () => {
    expect(() => registerNoun('Lump', 'lmp')).toThrow('collides');
    expect(() => registerNoun('Lamp', 'lam')).toThrow('collides');
    expect(() => registerNoun('Long', 'long')).toThrow('three small letters');
    registerNoun('Lamp', 'lmp');
    expect([isNoun('Lamp'), isNoun('Lump')]).toEqual([true, false]);
    expect(() => globalId('Lump', 'a', 'b')).toThrow('no public identifiers');
  });
});
