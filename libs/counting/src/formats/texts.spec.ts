import { readBallotFile, type FormatId } from '../index.js';
import { ranking } from '../spec-support/election.js';
import { accepted } from '../spec-support/golden.js';

const read = async (text: string, format?: FormatId) =>
  accepted(
    await readBallotFile(Uint8Array.from(Buffer.from(text, 'utf8')), {
      name: 'votes',
      ...(format ? { format } : {}),
    }),
  );

const BLT = `# A council in spring
4 2   // candidates, seats
-3
[tie 2 1 4 3]
 3  1  2=4 0
2 4 - 1
 0
(paper-7) 1 0
0
"Ana" "Green list"
"Bo" # an aside
"Cy"
"Di \\"D\\" Fo"
"Council"
`;

const CONDORCET = `#/Candidates: Ana ; Bo ; Cy
#/Number of Seats: 2
#/Weight Allowed: true
#/Implicit Ranking: false
Ana > Bo = Cy * 3   # three papers
tag one, tag two || Cy ^ 2 * 2
Bo > Ana ; /EMPTY_RANKING/ * 4
`;

const PREFLIB = `# FILE NAME: 1.toi
# TITLE: A poll
# DATA TYPE: toi
# NUMBER ALTERNATIVES: 3
# ALTERNATIVE NAME 1: Ana
# ALTERNATIVE NAME 2: Bo
# ALTERNATIVE NAME 3: Cy
2: 1,{2,3}
1: 3
`;

/** A file of one project, with one vote. */
const pbOf = (type: string, vote: string, columns = 'voter_id;vote') =>
  `META\nkey;value\nbudget;1\nvote_type;${type}\nPROJECTS\nproject_id;cost\na;1\nVOTES\n${columns}\n${vote}\n`;

const PB = `META
key;value
description;A town
budget;100,50
vote_type;cumulative
rule;equalshares/add1
PROJECTS
project_id;cost;name
p1;50;"Trees; more"
p2;25.5;Bench
VOTES
voter_id;vote;points
1;p1,p2;3,1
2;p2;2
`;

describe('reading texts of each format', () => {
  it('BLT: comments, spaces, a party behind the name, withdrawn candidates, equal and skipped places, a tie order', async () => {
    const file = await read(BLT);
    expect(file).toMatchObject({
      format: 'blt',
      title: 'Council',
      problems: [],
      parameters: { seats: 2, lot: ['3', '4', '1', '2'] },
    });
    expect(file.options).toEqual([
      { id: '1', name: 'Ana' },
      { id: '2', name: 'Bo' },
      { id: '3', name: 'Cy', withdrawn: true },
      { id: '4', name: 'Di "D" Fo' },
    ]);
    expect(file.groups).toEqual([
      { ballot: ranking('1>2=4'), weight: 3n, line: 5 },
      { ballot: { kind: 'ranking', ranking: [['4'], [], ['1']] }, weight: 2n, line: 7 },
      { ballot: { kind: 'blank' }, weight: 1n, line: 8 },
    ]);
  });

  it('condorcet: parameters, weights, copies, tags, empty rankings', async () => {
    const file = await read(CONDORCET);
    expect(file).toMatchObject({
      format: 'condorcet',
      problems: [],
      parameters: { seats: 2, params: { unranked: 'no_opinion' } },
    });
    expect(file.groups).toEqual([
      { ballot: ranking('Ana>Bo=Cy'), weight: 3n, line: 5 },
      { ballot: ranking('Cy'), weight: 4n, line: 6 },
      { ballot: ranking('Bo>Ana'), weight: 1n, line: 7 },
      { ballot: { kind: 'blank' }, weight: 4n, line: 7 },
    ]);
  });

  it('PrefLib: names, tied and incomplete orders', async () => {
    const file = await read(PREFLIB);
    expect(file).toMatchObject({ format: 'preflib', title: 'A poll', problems: [] });
    expect(file.groups).toEqual([
      { ballot: ranking('1>2=3'), weight: 2n, line: 8 },
      { ballot: ranking('3'), weight: 1n, line: 9 },
    ]);
  });

  it('Pabulib: money with a comma, quoted names, points', async () => {
    const file = await read(PB);
    expect(file).toMatchObject({
      format: 'pb',
      problems: [],
      parameters: { budget: '100.50', rule: 'equal-shares', params: { completion: 'add1' } },
    });
    expect(file.options).toEqual([
      { id: 'p1', name: 'Trees; more', cost: '50' },
      { id: 'p2', name: 'Bench', cost: '25.5' },
    ]);
    expect(file.groups[0]?.ballot).toEqual({
      kind: 'scores',
      scores: [
        { option: 'p1', score: 3 },
        { option: 'p2', score: 1 },
      ],
    });
  });

  it.each<[string, FormatId, string, number, string]>([
    [
      'a candidate that does not exist',
      'blt',
      '2 1\n1 1 3 0\n0\n"A"\n"B"\n"T"\n',
      2,
      '"3" is no candidate from 1 to 2.',
    ],
    ['no weight', 'blt', '2 1\n1.5 1 0\n0\n"A"\n"B"\n"T"\n', 2, '"1.5" is no number of papers.'],
    ['no end of ballots', 'blt', '2 1\n1 1 0\n', 0, 'The file ends before the 0 that closes the ballots.'],
    ['a name too few', 'blt', '2 1\n1 1 0\n0\n"A"\n', 0, '2 names are expected and 1 are given.'],
    ['a bare name', 'blt', '1 1\n1 1 0\n0\nAna\n"T"\n', 4, 'A name in quotation marks is expected.'],
    ['no size', 'blt', 'x 1\n0\n"A"\n"T"\n', 1, '"x" is no number of candidates or seats.'],
    ['an undeclared name', 'condorcet', '#/Candidates: A;B\nA>C\n', 2, '"C" is no declared candidate.'],
    ['a name twice', 'condorcet', 'A > B\nA>A\n', 2, 'The ranking names a candidate twice.'],
    ['a missing name', 'condorcet', 'A > B\nA>>B\n', 2, 'A name is missing in the ranking.'],
    ['a bad number of copies', 'condorcet', 'A > B\nA>B * x\n', 2, '"B * x" is no name of a candidate.'],
    [
      'an unknown alternative',
      'preflib',
      '# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: A\n1: 2\n',
      3,
      '"2" is no alternative.',
    ],
    [
      'no order',
      'preflib',
      '# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: A\n1: {1\n',
      3,
      '"1: {1" is no number of ballots with their order.',
    ],
    [
      'missing names',
      'preflib',
      '# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n1: 1\n',
      0,
      '2 alternatives are announced and 1 are named.',
    ],
    [
      'no budget',
      'pb',
      'META\nkey;value\nvote_type;approval\nPROJECTS\nproject_id;cost\na;1\n',
      0,
      'The file names no budget.',
    ],
    [
      'no cost',
      'pb',
      'META\nkey;value\nbudget;1\nPROJECTS\nproject_id;cost\na;x\n',
      6,
      '"x" is no amount of money.',
    ],
    [
      'an unknown project',
      'pb',
      'META\nkey;value\nbudget;1\nvote_type;approval\nPROJECTS\nproject_id;cost\na;1\nVOTES\nvoter_id;vote\n1;b\n',
      10,
      'The vote names b, which is no project.',
    ],
    ['no score', 'starvote', '[ballots]\nA = 1\nB\n', 3, '"B" is neither a score nor a number of ballots.'],
    [
      'an open quotation',
      'blt',
      '2 1\n1 1 "2 0\n0\n"A"\n"B"\n"T"\n',
      2,
      'A quotation or a bracket is not closed.',
    ],
    [
      'a tie order of some',
      'blt',
      '2 1\n[tie 2]\n1 1 0\n0\n"A"\n"B"\n"T"\n',
      2,
      '[tie] must name every candidate once.',
    ],
    [
      'a tie order with one twice',
      'blt',
      '2 1\n[tie 2 2]\n1 1 0\n0\n"A"\n"B"\n"T"\n',
      2,
      '[tie] must name every candidate once.',
    ],
    [
      'a ballot without an end',
      'blt',
      `1 1\n1 ${'1 '.repeat(2000)}0\n0\n"A"\n"T"\n`,
      2,
      'A ballot has more than 1000 places.',
    ],
    [
      'another number of voters',
      'preflib',
      '# NUMBER ALTERNATIVES: 1\n# NUMBER VOTERS: 3\n# ALTERNATIVE NAME 1: A\n2: 1\n',
      0,
      '3 voters are announced and 2 ballots are there.',
    ],
    [
      'a comma at the end',
      'preflib',
      '# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: A\n2: 1,\n',
      3,
      '"2: 1," is no number of ballots with their order.',
    ],
    ['a field too many', 'pb', pbOf('approval', '1;a;b'), 10, '2 fields are expected and 3 are given.'],
    ['no votes at all', 'pb', pbOf('approval', '', 'voter_id'), 9, 'The section VOTES has no column vote.'],
    ['votes of some type', 'pb', pbOf('plural', '1;a'), 0, 'Votes of the type "plural" are not read here.'],
    ['a lost vote', 'pb', pbOf('approval\nnum_votes;2', '1;a'), 0, 'The file says num_votes 2, and holds 1.'],
    [
      'a vote without marks',
      'debian',
      'Option 1-->: Ana\nV: 1 x\nV:\n',
      3,
      '1 ranks or dashes are expected, not "".',
    ],
    [
      'seats in words',
      'starvote',
      '[options]\nseats = two\n[ballots]\nA = 1\n',
      2,
      '"two" is no whole number above 0.',
    ],
    [
      'a list without an end',
      'starvote',
      '[ballots]\nA = 1\n[options]\ntiebreaker = [\nA\n',
      4,
      'The list is not closed.',
    ],
    [
      'seats in words',
      'rctab',
      '{"candidates":[{"name":"A"}],"cvrFileSources":[],"rules":{"numberOfWinners":"two"}}',
      0,
      'The configuration has "two" for numberOfWinners, which is no whole number.',
    ],
    ['half a contest', 'rctab', '{\n"rules": {\n"a": x\n}}', 3, 'The configuration is no JSON object.'],
    ['a contest that ends early', 'rctab', '{\n"rules": {\n', 2, 'The configuration is no JSON object.'],
    ['no contest', 'rctab', '[]', 0, 'The configuration is no JSON object.'],
    [
      'no records',
      'rctab',
      '{"candidates":[{"name":"A"}],"cvrFileSources":[{"filePath":"votes","provider":"cdf"}]}',
      0,
      'The file of cast vote records is not at hand.',
    ],
  ])('%s in %s is told by line', async (_title, format, text, line, reason) => {
    expect((await read(text, format)).problems).toEqual([{ file: 'votes', line, reason }]);
  });

  it('stops telling after twenty problems', async () => {
    const text = `2 1\n${'1 3 0\n'.repeat(50)}0\n"A"\n"B"\n"T"\n`;
    expect((await read(text, 'blt')).problems).toHaveLength(20);
  });

  it('does not take more papers or options than a count does', async () => {
    expect((await read('1 1\n10000001 1 0\n0\n"A"\n"T"\n')).problems).toEqual([
      { file: 'votes', line: 0, reason: 'The file holds more than 10000000 papers.' },
    ]);
  });
});
