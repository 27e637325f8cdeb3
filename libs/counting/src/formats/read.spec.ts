import { readBallotFile, type FileBytes } from '../index.js';
import { ranking } from '../spec-support/election.js';
import { accepted } from '../spec-support/golden.js';

const bytes = (text: string, encoding: BufferEncoding = 'utf8') =>
  Uint8Array.from(Buffer.from(text, encoding));
const read = async (source: FileBytes) => accepted(await readBallotFile(source, { name: 'votes.csv' }));

const ELEKTO = 'Ana,"Bo, Jr",Cy\r\n1,2,2\r\n5,No opinion,1\r\n1,2,2\r\nNo opinion,No opinion,No opinion\r\n';
const DEBIAN = [
  '     Option 1--------->: Ana',
  '   /  Option 2-------->: Ren\u00e9',
  '   |/',
  'V: 12 \t\tabc',
  'V: -1 \t\tdef',
  'V: 12 \t\t123',
].join('\n');

describe('reading a ballot file', () => {
  it('reads Elekto: equal ranks, gaps, no opinion, quoted names', async () => {
    const file = await read(bytes(ELEKTO));
    expect(file).toMatchObject({ format: 'elekto', problems: [], parameters: { rule: 'schulze' } });
    expect(file.options.map(({ id }) => id)).toEqual(['Ana', 'Bo, Jr', 'Cy']);
    expect(file.groups).toEqual([
      { ballot: ranking('Ana>Bo, Jr=Cy'), weight: 2n, line: 2 },
      { ballot: ranking('Cy>Ana'), weight: 1n, line: 3 },
      { ballot: { kind: 'blank' }, weight: 1n, line: 5 },
    ]);
  });

  it('reads a Debian tally sheet in Latin-1, dashes as unranked', async () => {
    const file = await read(bytes(DEBIAN, 'latin1'));
    expect(file.format).toBe('debian');
    expect(file.groups).toEqual([
      { ballot: ranking('Ana>Ren\u00e9'), weight: 2n, line: 4 },
      { ballot: ranking('Ren\u00e9'), weight: 1n, line: 5 },
    ]);
  });

  it('gives the same, digest included, for a file handed in piece by piece', async () => {
    const whole = bytes(`\ufeff${ELEKTO}`);
    async function* pieces() {
      for (let at = 0; at < whole.length; at += 3) {
        await Promise.resolve();
        yield whole.subarray(at, at + 3);
      }
    }
    expect(await read(pieces())).toEqual(await read(whole));
    expect((await read(whole)).options[0]?.id).toBe('Ana');
  });

  it.each([
    ['Ana,Bo\n1,2\n1\n', 3, '2 ranks are expected and 1 are given.'],
    ['Ana,Bo\n1,2\n1,first\n', 3, '"first" is neither a rank nor "No opinion".'],
    ['Ana,Ana\n1,2\n', 1, 'Two columns have the name Ana.'],
    ['Ana,Bo\n1,2\n"1,2\n', 3, 'A quotation is not closed.'],
    ['Option 1-->: Ana\nV: 1 x\nV: 12 x\n', 3, '1 ranks or dashes are expected, not "12".'],
  ])('names the file, the line and the reason of what is wrong in %j', async (text, line, reason) => {
    expect((await read(bytes(text))).problems).toEqual([{ file: 'votes.csv', line, reason }]);
  });

  it('refuses what is in no known format, and what is no text', async () => {
    expect(await readBallotFile(bytes('hello'), { name: 'x' })).toMatchObject({ code: 'UNKNOWN_FORMAT' });
    expect(await readBallotFile(bytes(''), { name: 'x' })).toMatchObject({ code: 'UNKNOWN_FORMAT' });
  });

  it('names the line that is no text, however the bytes come in', async () => {
    const broken = bytes('Ana,Bo\n1,2\n\u00e9,2\n1,2\n', 'latin1');
    const far = Uint8Array.from([
      ...bytes('Ana,Bo\n' + '1,2\n'.repeat(20_000)),
      ...bytes('\u00e9,2\n', 'latin1'),
    ]);
    for (const [source, line] of [
      [broken, 3],
      [far, 20_002],
    ] as const) {
      const split = [source.subarray(0, source.length - 3), source.subarray(source.length - 3)];
      for (const pieces of [source, split]) {
        expect(await readBallotFile(pieces, { name: 'x', format: 'elekto' })).toMatchObject({
          code: 'NOT_TEXT',
          because: `Line ${line} is not text in UTF-8.`,
        });
      }
    }
  });

  it('tells a control character, which may hide in a name, and a line without an end', async () => {
    expect((await read(bytes('A > B\nA\0B > C\n'))).problems).toEqual([
      { file: 'votes.csv', line: 2, reason: 'The line holds a control character.' },
    ]);
    expect((await read(bytes(`A > B\n${'x'.repeat(1_048_577)} > B\nB > A\n`))).problems).toEqual([
      { file: 'votes.csv', line: 2, reason: 'The line has more than 1048576 characters.' },
    ]);
  });

  it('counts right in a file of more different lines than are remembered, before and after', async () => {
    const different = Array.from({ length: 100_001 }, (_, n) => `paper ${n} || A > B`);
    const lines = [
      '#/Candidates: A ; B',
      ...different,
      'B > A',
      'A > B * 7',
      'B > A',
      'paper 100000 || A > B',
    ];
    const { groups, problems } = await read(bytes(`${lines.join('\n')}\n`));
    expect(problems).toEqual([]);
    expect(groups).toEqual([
      { ballot: ranking('A>B'), weight: 100_001n + 7n + 1n, line: 2 },
      { ballot: ranking('B>A'), weight: 2n, line: 100_003 },
    ]);
  });

  it('counts a line again that stands there again, and reads it anew where it means something else', async () => {
    const file = await read(
      bytes(
        '#/Weight Allowed: false\nA > B ^ 3\nA > B ^ 3\n#/Weight Allowed: true\nA > B ^ 3\nB > A * 2\nB > A * 2\n',
      ),
    );
    expect(file.groups.map(({ weight, line }) => [weight, line])).toEqual([
      [5n, 2],
      [4n, 6],
    ]);
    const blt = await read(bytes('2 1\n2 1=2 0\n2 1=2 0\n3 1 2\n 0\n2 1=2 0\n0\n"A"\n"B"\n"T"\n'));
    expect(blt.groups.map(({ weight, line }) => [weight, line])).toEqual([
      [6n, 2],
      [3n, 5],
    ]);
  });
});
