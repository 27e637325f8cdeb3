import { scratchFiles } from '../spec-support/ballot-files.js';
import { runLine } from '../spec-support/terminal.js';
import { COMMANDS } from './index.js';

const files = scratchFiles();
const POOL = 'ana\nbo\ncleo\ndan\neve\n';
const ONES = '01'.repeat(32);
const SIGNATURE =
  'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39';
const RANDOMNESS = 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd';
const PHASE_1 = ['--id', 'draw-7', '--leaf', ONES, '--root', '02'.repeat(32)];

async function draw(text: string, ...args: string[]) {
  return runLine(['draw', await files.write('pool.txt', text), ...args], COMMANDS);
}

describe('draw', () => {
  it('prints the order of a seed, however the pool is listed', async () => {
    const ran = await draw(POOL, '--seed', ONES, '--json');
    expect({ ...ran, out: JSON.parse(ran.out) }).toEqual({
      exit: 0,
      err: '',
      out: { method: 'draw/v1', seed: ONES, order: ['cleo', 'dan', 'eve', 'bo', 'ana'] },
    });
    const turned = await draw('eve\r\ndan\r\nana\r\nbo\r\ncleo', '--seed', ONES.toUpperCase(), '--json');
    expect(turned).toEqual(ran);
    expect((await draw(POOL, '--seed', ONES, '--take', '2')).out).toBe('    1  cleo\n    2  dan\n');
  });

  it('derives the seed from the record and a round of drand that it verifies', async () => {
    const byRound = await draw(POOL, ...PHASE_1, '--drand', '1000', '--signature', SIGNATURE, '--json');
    const byOutput = await draw(POOL, ...PHASE_1, '--output', RANDOMNESS, '--json');
    expect(byRound.exit).toBe(0);
    expect(byRound).toEqual(byOutput);
    const other = await draw(POOL, ...PHASE_1.with(1, 'draw-8'), '--output', RANDOMNESS, '--json');
    expect(JSON.parse(other.out).seed).not.toBe(JSON.parse(byRound.out).seed);
  });

  it('draws by RFC 3797 from the list as it is published', async () => {
    const list = Array.from({ length: 25 }, (_, at) => `John ${at + 1}\n`).join('');
    const numbers = '9319; 2 5 12 8 10; 9 18 26 34 41 45';
    const { document } = {
      document: JSON.parse((await draw(list, '--rfc3797', numbers, '--take', '3', '--json')).out),
    };
    expect(document).toEqual({
      method: 'rfc3797',
      key: '9319./2.5.8.10.12./9.18.26.34.41.45./',
      order: ['John 17', 'John 7', 'John 2'],
    });
  });

  it.each<[string, number, string, string[], string]>([
    [
      'another round',
      1,
      POOL,
      [...PHASE_1, '--drand', '1001', '--signature', SIGNATURE],
      'not the signature of drand’s round 1001',
    ],
    ['somebody twice', 1, 'ana\nbo\nana\n', ['--seed', ONES], 'ana stands twice'],
    ['an empty pool', 1, '\n', ['--seed', ONES], 'A pool has one line'],
    ['numbers that are none', 1, POOL, ['--rfc3797', '1; x'], 'Write whole numbers'],
    ['no seed', 2, POOL, [], 'draw needs --seed'],
    ['half a source', 2, POOL, [...PHASE_1, '--drand', '1000'], 'The source is --drand with'],
    ['a short seed', 2, POOL, ['--seed', '00'], '--seed has 64'],
    [
      'a short signature',
      2,
      POOL,
      [...PHASE_1, '--drand', '1000', '--signature', '00'],
      '--signature has 96',
    ],
  ])('refuses %s', async (_what, exit, pool, args, sentence) => {
    const ran = await draw(pool, ...args);
    expect({ exit: ran.exit, out: ran.out }).toEqual({ exit, out: '' });
    expect(ran.err).toContain(sentence);
  });
});
