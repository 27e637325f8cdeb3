import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { scratchFiles } from '../spec-support/ballot-files.js';
import { runLine } from '../spec-support/terminal.js';
import { COMMANDS } from './index.js';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const files = scratchFiles();

/** The solver's thread runs what is built. */
beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/build.mjs'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
});

const PEOPLE = Array.from(
  { length: 40 },
  (_, n) => `p${n},${n % 4 === 0 ? 'man' : 'woman'},${n % 3 === 0 ? 'hill' : 'mill'}`,
);
const POOL = ['id,gender,ward', ...PEOPLE, ''].join('\n');
const QUOTAS = 'feature,value,min,max\ngender,man,3,4\ngender,woman,3,4\nward,hill,2,5\nward,mill,2,5\n';

async function sortition(args: readonly string[], pool = POOL, quotas = QUOTAS, seats = '7') {
  const [people, table] = [await files.write('pool.csv', pool), await files.write('quotas.csv', quotas)];
  return runLine(['sortition', '--pool', people, '--quotas', table, '--seats', seats, ...args], COMMANDS);
}

describe('sortition', () => {
  it('prints the fairest lottery, proved, and the panel that a seed draws', async () => {
    const ran = await sortition(['--json', '--check', '--seed', '05'.repeat(32)]);
    expect({ exit: ran.exit, err: ran.err }).toEqual({ exit: 0, err: 'The lottery is proved.\n' });
    const document = JSON.parse(ran.out);
    expect(document).toMatchObject({
      seats: 7,
      fairness: 'leximin',
      features: ['gender', 'ward'],
      excluded: [],
    });
    // Women are three quarters of the pool and have four of seven places at the most: 4 of 30.
    expect(Math.min(...document.types.map(({ chance }: { chance: number }) => chance))).toBeCloseTo(
      4 / 30,
      9,
    );
    expect(document.drawn.members).toHaveLength(7);
    const men = document.drawn.members.filter((id: string) => Number(id.slice(1)) % 4 === 0);
    expect([3, 4]).toContain(men.length);
    expect(await sortition(['--json', '--check', '--seed', '05'.repeat(32)])).toEqual(ran);
  });

  it('tells people the least and the greatest chance', async () => {
    const { exit, out } = await sortition(['--fairness', 'maximin']);
    expect(exit).toBe(0);
    expect(out).toMatch(
      /^40 people of 4 types, 7 seats, \d+ panels, 1 stages\.\nThe least chance is 13\.3333 %/,
    );
  });

  it('says of quotas that nobody can keep what clashes and what would help', async () => {
    const { exit, out, err } = await sortition([], POOL, QUOTAS.replace('man,3,4', 'man,6,7'));
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toMatch(
      /^The pool has no panel .*: gender man 6-7, gender woman 3-4\. The least change .+\.\n$/,
    );
  });

  it.each<[string, number, string, string, string, string[], string]>([
    ['somebody twice', 1, `${POOL}p3,woman,hill\n`, QUOTAS, '7', [], 'pool.csv, line 42: p3 stands twice'],
    ['nobody', 1, 'id,gender,ward\n', QUOTAS, '7', [], 'pool.csv, line 1: Nobody stands in the pool'],
    [
      'a quota that nobody meets',
      1,
      POOL,
      `${QUOTAS}ward,moon,1,2\n`,
      '7',
      [],
      'quotas.csv, line 6: The quotas name ward moon',
    ],
    ['a quota twice', 1, POOL, `${QUOTAS}\nward,mill,1,2\n`, '7', [], 'quotas.csv, line 7: The quotas name'],
    [
      'an unknown category',
      1,
      `${POOL}q,other,hill\n`,
      QUOTAS,
      '7',
      [],
      'pool.csv, line 42: The quotas do not name gender other',
    ],
    [
      'an unknown feature',
      1,
      POOL,
      `${QUOTAS}age,old,0,1\n`,
      '7',
      [],
      'quotas.csv, line 6: The quotas name age',
    ],
    ['a larger panel than the pool', 1, POOL, QUOTAS, '41', [], 'cannot fill 41 seats'],
    ['other columns', 2, POOL, 'a,b\n', '7', [], 'The columns are feature, value, min, max'],
    [
      'quotas without numbers',
      2,
      POOL,
      'feature,value,min,max\ngender,man,x,1\n',
      '7',
      [],
      'line 2: min and max',
    ],
    [
      'a line with a field too few',
      2,
      `${POOL}q,man\n`,
      QUOTAS,
      '7',
      [],
      'line 42: It has not as many fields',
    ],
    ['an open quotation', 2, `${POOL}"q,man,hill\n`, QUOTAS, '7', [], 'A quotation is not closed'],
    ['an unknown fairness', 2, POOL, QUOTAS, '7', ['--fairness', 'nash'], '--fairness is leximin or maximin'],
    ['no seats', 2, POOL, QUOTAS, 'none', [], '--seats is a whole number'],
  ])('refuses %s', async (_what, exit, pool, quotas, seats, args, sentence) => {
    const ran = await sortition(args, pool, quotas, seats);
    expect({ exit: ran.exit, out: ran.out }).toEqual({ exit, out: '' });
    expect(ran.err).toContain(sentence);
  });
});
