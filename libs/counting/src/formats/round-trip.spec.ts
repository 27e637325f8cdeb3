import fc from 'fast-check';
import { isRefusal } from '#kernel';
import {
  groupBallots,
  readBallotFile,
  writeBallotFile,
  type Ballot,
  type FileElection,
  type FormatId,
} from '../index.js';
import { accepted } from '../spec-support/golden.js';

const IDS = ['1', '2', '3', '4'];
const nameArb = fc.constantFrom(
  'Ana',
  'Bo-Jr.',
  'Cy "the" Fox',
  'Dé Née',
  'Eli, M.',
  'Gil; P',
  'A > B',
  'H = I',
  'x#1',
);
const strict = fc.shuffledSubarray(IDS, { minLength: 1 }).map((ids) => ids.map((id) => [id]));
const tied = fc
  .tuple(fc.shuffledSubarray(IDS, { minLength: 1 }), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
  .map(([ids, joins]) => {
    const places: string[][] = [];
    ids.forEach((id, at) => {
      const last = places.at(-1);
      if (last && joins[at] === true) last.push(id);
      else places.push([id]);
    });
    return places;
  });
const ranked = tied.map((ranking): Ballot => ({ kind: 'ranking', ranking }));
const rankedOrBlank = fc.oneof(ranked, fc.constant<Ballot>({ kind: 'blank' }));
const approved = fc.subarray(IDS).map((ids): Ballot => ({ kind: 'approval', approved: ids }));
const ordinal = strict.map((ranking): Ballot => ({ kind: 'ranking', ranking }));

const electionArb = (ballotArb: fc.Arbitrary<Ballot>, cost: boolean) =>
  fc
    .tuple(
      fc.uniqueArray(nameArb, { minLength: 4, maxLength: 4 }),
      fc.array(fc.tuple(ballotArb, fc.bigInt({ min: 1n, max: 9n })), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      fc.shuffledSubarray(IDS, { minLength: 4 }),
    )
    .map(([names, groups, seats, lot]): FileElection => ({
      title: 'A vote',
      options: IDS.map((id, at) => ({ id, name: names[at] ?? id, ...(cost ? { cost: `${at + 1}.5` } : {}) })),
      groups: groupBallots(groups.map(([ballot, weight]) => ({ ballot, weight }))),
      parameters: cost ? { budget: '20.25', rule: 'pb-greedy' } : { seats, lot },
    }));

/** Rankings by the names of the options, since some formats know no ids. */
function namedKeys({ options, groups }: FileElection): string[] {
  const nameOf = new Map(options.map(({ id, name }) => [id, name ?? id]));
  return groups
    .map(({ ballot, weight }) => {
      const places = ballot.kind === 'ranking' ? ballot.ranking : [];
      return JSON.stringify([
        places.map((place) => place.map((id) => nameOf.get(id)).sort()),
        weight.toString(),
      ]);
    })
    .sort();
}

async function readBack(format: FormatId, election: FileElection): Promise<FileElection | null> {
  const text = writeBallotFile(format, election);
  if (isRefusal(text)) {
    expect(text.code).toBe('UNWRITABLE_NAME');
    return null;
  }
  const bytes = Uint8Array.from(Buffer.from(text, 'utf8'));
  const file = accepted(await readBallotFile(bytes, { name: 'back' }));
  expect([file.format, file.problems]).toEqual([format, []]);
  return file;
}

describe('writing a ballot file and reading it back', () => {
  it.each(['blt', 'preflib', 'elekto', 'condorcet'] as const)(
    '%s: gives the same ballots',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(electionArb(rankedOrBlank, false), async (election) => {
          const back = await readBack(format, election);
          if (back === null) return;
          expect(back.options.map(({ name }) => name)).toEqual(election.options.map(({ name }) => name));
          expect(namedKeys(back)).toEqual(namedKeys(election));
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each([
    ['approval', approved],
    ['ordinal', ordinal],
  ] as const)('pb: gives the same %s ballots, costs and budget', async (_type, ballotArb) => {
    await fc.assert(
      fc.asyncProperty(electionArb(ballotArb, true), async (election) => {
        const back = await readBack('pb', election);
        expect(back).toMatchObject({ options: election.options, groups: election.groups });
        expect(back?.parameters).toMatchObject({ budget: '20.25', rule: 'pb-greedy' });
      }),
      { numRuns: 40 },
    );
  });

  it('keeps seats, withdrawn candidates and the tie order in BLT', async () => {
    const election: FileElection = {
      title: 'A "quoted" title',
      options: [
        { id: '1', name: 'Ana' },
        { id: '2', name: 'Bo', withdrawn: true },
        { id: '3', name: 'Cy' },
      ],
      groups: [{ ballot: { kind: 'ranking', ranking: [['1'], [], ['3']] }, weight: 4n }],
      parameters: { seats: 2, lot: ['3', '1', '2'] },
    };
    expect(await readBack('blt', election)).toMatchObject(election);
  });

  it('refuses what a format cannot hold', () => {
    const election = (ballot: Ballot): FileElection => ({
      title: null,
      options: [{ id: 'A' }, { id: 'B' }],
      groups: [{ ballot, weight: 1n }],
      parameters: {},
    });
    const codeOf = (format: FormatId, ballot: Ballot) => {
      const text = writeBallotFile(format, election(ballot));
      return isRefusal(text) ? text.code : null;
    };
    expect(codeOf('starvote', { kind: 'blank' })).toBe('READ_ONLY_FORMAT');
    expect(codeOf('pb', { kind: 'blank' })).toBe('UNWRITABLE_NAME');
    for (const format of ['condorcet', 'preflib', 'elekto'] as const) {
      expect(codeOf(format, { kind: 'ranking', ranking: [[], ['A']] })).toBe('UNWRITABLE_BALLOT');
      expect(codeOf(format, { kind: 'approval', approved: ['A'] })).toBe('UNWRITABLE_BALLOT');
    }
    expect(codeOf('blt', { kind: 'ranking', ranking: [['A']], overvoted: [0] })).toBe('UNWRITABLE_BALLOT');
  });
});
