import { createHash } from 'node:crypto';
import type { CountResult } from '#counting';
import { describeGolden, goldenPath } from '../../../../test/support/golden.js';
import { scratchFiles } from '../spec-support/ballot-files.js';
import { piped, runLine } from '../spec-support/terminal.js';
import { COMMANDS } from './index.js';

const files = scratchFiles();
const convert = (...args: string[]) => runLine(['convert', ...args], COMMANDS);

const BLT = '3 2\n-3\n[tie 3 1 2]\n3 1 2 0\n2 2=1 0\n1 0\n0\n"Ana"\n"Bo"\n"Cy"\n"Council"\n';
const ELEKTO = 'Ana,Bo,Cy\n1,2,No opinion\n2,1,3\n';

describe('convert prints the file in another format', () => {
  it('blt as text, and says what the text does not hold', async () => {
    const { exit, out, err } = await convert(await files.write('a.blt', BLT), '--to', 'condorcet');
    expect({ exit, out, err }).toEqual({
      exit: 0,
      out: [
        '#/Candidates: Ana ; Bo ; Cy',
        '#/Number of Seats: 2',
        'Ana > Bo * 3',
        'Ana = Bo * 2',
        '/EMPTY_RANKING/ * 1',
        '',
      ].join('\n'),
      err: 'The format condorcet does not hold: the title, who has withdrawn, the tie order.\n',
    });
  });

  it('and says so where the other format gives a meaning to unranked that the file does not', async () => {
    const { err } = await convert(
      await files.write('a.blt', '2 1\n1 1 0\n0\n"A"\n"B"\n""\n'),
      '--to',
      'elekto',
    );
    expect(err).toBe(
      'The format elekto does not hold: that nothing is said of what unranked means; here it means no opinion.\n',
    );
  });

  it('but not a larger one than can be read again', async () => {
    const file = await files.write('a.txt', `#/Candidates: A ; B ; C ; D\nB * 9000000\n`);
    const { exit, out, err } = await convert(file, '--to', 'elekto');
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toBe(`${file} cannot be written as elekto: The file would have more than 67108864 bytes.\n`);
  });

  it('blt as blt, with nothing lost', async () => {
    const once = await convert(await files.write('a.blt', BLT), '--to', 'blt');
    expect(once).toMatchObject({ exit: 0, err: '' });
    expect(once.out).toContain('-3\n[tie 3 1 2]\n');
    const again = await runLine(['convert', '-', '--to', 'blt'], COMMANDS, {}, piped(once.out));
    expect(again).toEqual(once);
  });

  it('as one JSON document where one is asked for', async () => {
    const { out } = await convert(await files.write('a.csv', ELEKTO), '--to', 'preflib', '--json');
    expect(JSON.parse(out)).toMatchObject({
      from: 'elekto',
      to: 'preflib',
      lost: ['that unranked means no opinion'],
      text: expect.stringContaining('# ALTERNATIVE NAME 1: Ana\n'),
    });
  });

  it('through text and back, so that no opinion stays no opinion', async () => {
    const there = await convert(await files.write('a.csv', ELEKTO), '--to', 'condorcet');
    expect(there.err).toBe('');
    expect(there.out).toContain('#/Implicit Ranking: false\n');
    const back = await runLine(['convert', '-', '--to', 'elekto'], COMMANDS, {}, piped(there.out));
    expect(back).toEqual({ exit: 0, out: 'Ana,Bo,Cy\n1,2,No opinion\n2,1,3\n', err: '' });
  });
});

describe('convert keeps what unranked means', () => {
  it.each([
    ['last, where a text says nothing', 'A > B\nC > A\n', 'A,B,C\n1,2,3\n2,3,1\n'],
    ['last, for several together', '#/Candidates: A ; B ; C\nA\n', 'A,B,C\n1,2,2\n'],
    [
      'no opinion, where it says so',
      '#/Candidates: A ; B\n#/Implicit Ranking: false\nA\n',
      'A,B\n1,No opinion\n',
    ],
    ['nothing on a blank ballot', '#/Candidates: A ; B\n/EMPTY_RANKING/\n', 'A,B\nNo opinion,No opinion\n'],
  ])('%s', async (_what, text, table) => {
    const ran = await convert(await files.write('v.txt', text), '--to', 'elekto');
    expect(ran).toEqual({ exit: 0, out: table, err: '' });
  });
});

describe('convert refuses', () => {
  it('with 1 what the format cannot hold', async () => {
    const file = await files.write('ranks.csv', ELEKTO.replace('Ana', '"A > na"'));
    const { exit, out, err } = await convert(file, '--to', 'condorcet');
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toBe(`${file} cannot be written as condorcet: The format cannot hold the name "A > na".\n`);
  });

  it.each<[string, string[], string]>([
    ['no format', [], 'convert needs --to.'],
    ['an unknown format', ['--to', 'xlsx'], '--to is one of blt, condorcet,'],
    ['a format that is only read', ['--to', 'rctab'], 'Files of the format rctab are only read.'],
    ['the wrong format of the file', ['--to', 'blt', '--format', 'blt'], 'a.csv'],
  ])('with 2 %s', async (_what, args, sentence) => {
    const { exit, out, err } = await convert(await files.write('a.csv', ELEKTO), ...args);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(sentence);
  });
});

describeGolden('a published file counts alike in another format', 'ballots', () => {
  const count = async (target: string, input: string | null, ...args: string[]): Promise<CountResult> => {
    const given = input === null ? piped() : piped(input);
    const { out } = await runLine(['count', target, ...args], COMMANDS, {}, given);
    return JSON.parse(out);
  };

  it.each([
    ['debian/leader2006_tally.txt', 'elekto', ['--rule', 'schulze']],
    ['debian/leader2006_tally.txt', 'condorcet', ['--rule', 'schulze', '--seats', '2']],
    ['k8s-elections/2025.csv', 'condorcet', ['--rule', 'schulze', '--seats', '4']],
    ['stv-droop-gpl3/blt/Linn-2007.blt', 'preflib', ['--rule', 'stv-scottish', '--seats', '4']],
    ['stv-droop-gpl3/blt/Hillhead-2007.blt', 'blt', ['--rule', 'stv-meek-prf']],
    ['pb-greedy/poland_lodz_2020_mileszki.pb', 'pb', ['--rule', 'pb-greedy']],
  ])('%s as %s', async (file, format, args) => {
    const { exit, out } = await convert(goldenPath(`ballots/${file}`), '--to', format);
    expect(exit).toBe(0);
    const original = await count(goldenPath(`ballots/${file}`), null, ...args);
    const converted = await count('-', out, ...args);
    expect(converted.outcome).toEqual(original.outcome);
    expect(converted.rounds).toEqual(original.rounds);
    expect(converted.pairwise).toEqual(original.pairwise);
    expect(converted.input.sha256).toBe(createHash('sha256').update(out).digest('hex'));
  });
});
