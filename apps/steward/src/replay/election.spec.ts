import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { candidateId, readElection, type ReplayWish } from './election.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-election-'));
});
afterAll(() => rm(folder, { recursive: true }));

const SCHULZE: ReplayWish = { seats: 1, rule: 'schulze', parameters: {} };

async function read(name: string, text: string, wish: Partial<ReplayWish> = {}) {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return readElection(file, { ...SCHULZE, ...wish });
}

describe('the id of a candidate', () => {
  it.each([
    ['Ana', 'Ana'],
    ['Paris Pittman (@parispittman)', 'Paris-Pittman-parispittman'],
    ['Marko Mudrinić', 'Marko-Mudrinic'],
    ['Paco Xu 徐俊杰', 'Paco-Xu'],
    ['徐俊杰', 'candidate'],
    ['-- .x', 'x'],
    ['', 'candidate'],
  ])('of %j is %j', (name, id) => {
    expect(candidateId(name)).toBe(id);
  });

  it('is one that a box takes, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (name) => {
        expect(candidateId(name)).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
      }),
    );
  });
});

describe('a ballot file', () => {
  it('becomes one ballot for each voter, in the ids of the candidates', async () => {
    const election = await read('three.csv', 'Zoë,Bo B\n1,2\n1,2\nNo opinion,1\nNo opinion,No opinion\n');
    expect(election).toMatchObject({ title: 'three', format: 'elekto', rule: 'schulze@2011', seats: 1 });
    expect(election.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(election.candidates).toEqual([
      { id: 'Zoe', name: 'Zoë' },
      { id: 'Bo-B', name: 'Bo B' },
    ]);
    expect(election.ballots).toHaveLength(4);
    expect(election.ballots).toEqual(
      expect.arrayContaining([
        { kind: 'ranking', ranking: [['Zoe'], ['Bo-B']] },
        { kind: 'ranking', ranking: [['Bo-B']] },
        { kind: 'blank' },
      ]),
    );
  });

  it('gives candidates with like names ids of their own', async () => {
    const { candidates } = await read('alike.csv', 'José,Jose,徐\n1,2,3\n');
    expect(candidates.map(({ id }) => id)).toEqual(['Jose', 'Jose-2', 'candidate']);
  });

  it('brings its parameters, and what is typed goes before them', async () => {
    const csv = 'A,B\n1,2\n';
    expect((await read('own.csv', csv)).parameters).toEqual({ unranked: 'no_opinion' });
    const typed = await read('typed.csv', csv, { parameters: { unranked: 'last', strength: 'margins' } });
    expect(typed.parameters).toEqual({ unranked: 'last', strength: 'margins' });
  });

  it.each<[string, string, Partial<ReplayWish>, string]>([
    ['in no format', 'hello\n', {}, 'is in no format that is read here'],
    ['wrong at a line', 'A,B\n1,2\n1,x\n', {}, 'line 3: "x" is neither a rank nor "No opinion".'],
    ['with an unknown parameter', 'A,B\n1,2\n', { parameters: { colour: 'red' } }, 'colour'],
    ['with a bad value', 'A,B\n1,2\n', { parameters: { strength: 'huge' } }, 'strength must be one of'],
    [
      'for a rule that does not elect',
      'A,B\n1,2\n',
      { rule: 'majority' },
      'There is no rule "majority" that elects.',
    ],
  ])('%s is refused in one sentence', async (what, text, wish, sentence) => {
    const problem = read(`${what}.csv`, text, wish);
    await expect(problem).rejects.toMatchObject({ name: 'UsageProblem', exit: 2 });
    await expect(problem).rejects.toThrow(sentence);
  });

  it('with more voters than can be replayed is refused', async () => {
    const many = `A,B\n${'1,2\n'.repeat(5001)}`;
    await expect(read('many.csv', many)).rejects.toThrow('The file holds 5,001 ballots, and at most 5,000');
  });
});
