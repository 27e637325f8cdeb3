import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CountResult, ElectionOutcome } from '#counting';
import { canonicalize, type JsonValue } from '#transparency';
import { scratchFiles } from '../spec-support/ballot-files.js';
import { piped, runLine } from '../spec-support/terminal.js';
import { COMMANDS } from './index.js';

const files = scratchFiles();
const run = (...args: string[]) => runLine(['count', ...args], COMMANDS);

/** Counts a file of this content; the output is one JSON document on one line. */
async function counted(name: string, text: string, ...args: string[]) {
  const ran = await run(await files.write(name, text), ...args);
  expect(ran.out.trimEnd().split('\n')).toHaveLength(1);
  const result = JSON.parse(ran.out) as CountResult & { readonly outcome: ElectionOutcome };
  return { ...ran, result, outcome: result.outcome };
}

const BLT = '3 2\n3 1 2 0\n2 2 0\n2 3 0\n0\n"Ana"\n"Bo, Jr"\n"Cy"\n"Council"\n';
const ELEKTO = 'Ana,Bo,Cy\n1,2,No opinion\n2,1,3\n1,3,2\n';
const PB = [
  'META',
  'key;value',
  'description;Parks',
  'budget;10',
  'rule;equalshares/add1',
  'vote_type;approval',
  'PROJECTS',
  'project_id;cost;name',
  'p7;6;A fountain',
  'p9;4;A bench',
  'VOTES',
  'voter_id;vote',
  '1;p7,p9',
  '2;p7',
  '',
].join('\n');

describe('count prints the result as one JSON document', () => {
  it('with the rule, its parameters, the digest of the file and every option', async () => {
    const { exit, err, result } = await counted('a.csv', ELEKTO, '--rule', 'schulze@2011');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(result).toMatchObject({
      rule: { id: 'schulze', version: '2011' },
      params: { unranked: 'no_opinion' },
      input: {
        format: 'elekto',
        sha256: createHash('sha256').update(ELEKTO).digest('hex'),
        cast: '3',
        options: [
          { id: 'Ana', name: 'Ana' },
          { id: 'Bo', name: 'Bo' },
          { id: 'Cy', name: 'Cy' },
        ],
      },
      outcome: { kind: 'election', elected: ['Ana'] },
    });
  });

  it('calls options by their names, also where the format numbers them', async () => {
    const { outcome, result } = await counted(
      'a.blt',
      BLT,
      '--rule',
      'stv-scottish',
      '--lot',
      'Ana,Cy,"Bo, Jr"',
    );
    expect(outcome.elected).toEqual(['Ana', 'Cy']);
    expect(result.lot?.order).toEqual(['Ana', 'Cy', 'Bo, Jr']);
    expect(result.seats).toBe(2);
  });

  it('keeps the numbers of options that their names do not tell apart', async () => {
    const twins = BLT.replace('"Cy"', '"Ana"');
    const { outcome } = await counted('twins.blt', twins, '--rule', 'stv-scottish', '--lot', '3,1,2');
    expect(outcome.elected).toEqual(['1', '3']);
  });

  it('calls projects by their ids, and takes budget and parameters from the file', async () => {
    const { result } = await counted('a.pb', PB, '--rule', 'equal-shares');
    expect(result).toMatchObject({ params: { completion: 'add1' }, budget: '10' });
    expect(result.outcome).toMatchObject({ funded: [{ id: 'p7' }, { id: 'p9' }], left: '0' });
    const typed = ['--budget', '6', '--param', 'completion=none'];
    const less = await counted('a.pb', PB, '--rule', 'equal-shares', ...typed);
    expect(less.result).toMatchObject({ params: { completion: 'none' }, budget: '6' });
  });

  it('reads what is piped in, to the same bytes', async () => {
    const pieces = piped(ELEKTO.slice(0, 15), ELEKTO.slice(15));
    const ran = await runLine(['count', '-', '--rule', 'schulze'], COMMANDS, {}, pieces);
    expect(ran.out).toBe((await counted('a.csv', ELEKTO, '--rule', 'schulze')).out);
    expect(ran.exit).toBe(0);
  });

  it('lets go of the withdrawn, who need no place in the tie order', async () => {
    const args = ['--rule', 'irv', '--seats', '1', '--withdrawn', 'Ana', '--lot', 'Cy,"Bo, Jr"'];
    const { outcome, result } = await counted('a.blt', BLT, ...args);
    expect(outcome.elected).toEqual(['Bo, Jr']);
    expect(result.options.map(({ withdrawn }) => withdrawn)).toEqual([true, false, false]);
    expect(result.lot?.order).toEqual(['Cy', 'Bo, Jr', 'Ana']);
  });

  it('applies seat caps after the count', async () => {
    const cap = { id: 'firm', clause: 'Charter 4', options: ['Ana', 'Cy'], atMost: 1 };
    const caps = await files.write('caps.json', JSON.stringify([cap]));
    const args = ['--rule', 'stv-scottish', '--lot', 'Ana,Cy,"Bo, Jr"', '--caps', caps];
    const { outcome, result } = await counted('a.blt', BLT, ...args);
    expect(outcome.elected).toEqual(['Ana', 'Bo, Jr']);
    expect(result.caps).toMatchObject([{ clause: 'Charter 4', passedOver: 'Cy', takenBy: 'Bo, Jr' }]);
  });

  it.each(['ranked-pairs', 'schulze'])('keeps no opinion apart from last by %s', async (rule) => {
    expect((await counted('a.csv', ELEKTO, '--rule', rule)).result.params).toMatchObject({
      unranked: 'no_opinion',
    });
    const last = await counted('a.csv', ELEKTO, '--rule', rule, '--param', 'unranked=last');
    expect(last.result.params).toMatchObject({ unranked: 'last' });
  });

  it('lets a format that does not know a rule be counted by it', async () => {
    const text = '#/Candidates: A ; B\n#/Implicit Ranking: false\nA > B * 2\nB\n';
    expect((await counted('a.cvotes', text, '--rule', 'irv')).outcome.elected).toEqual(['A']);
  });
});

it('ends with 3 when a tie stays open, and prints the result all the same', async () => {
  const { exit, err, outcome } = await counted('tie.txt', 'A > B * 2\nB > A * 2\n', '--rule', 'schulze');
  expect({ exit, err }).toEqual({ exit: 3, err: 'A tie is open: neither the rule nor a lot breaks it.\n' });
  expect(outcome).toMatchObject({ elected: [], openSeats: 1 });
  const broken = await counted('tie.txt', 'A > B * 2\nB > A * 2\n', '--rule', 'schulze', '--lot', 'B,A');
  expect(broken).toMatchObject({ exit: 0, err: '', outcome: { elected: ['B'] } });
});

it('count prints canonical JSON, so that two counts agree when their bytes agree', async () => {
  const { out, result } = await counted('a.csv', ELEKTO, '--rule', 'schulze');
  expect(out).toBe(`${canonicalize(result as unknown as JsonValue)}\n`);
  expect((await run(await files.write('a.csv', ELEKTO), '--rule', 'schulze', '--json')).out).toBe(out);
});

describe('count explains to people', () => {
  it('what came out, in a table, and how', async () => {
    const file = await files.write('e.csv', ELEKTO);
    const { exit, out } = await run(file, '--rule', 'schulze', '--explain');
    expect(exit).toBe(0);
    expect(out).toMatch(/^schulze@2011 \(Markus Schulze/);
    expect(out).toContain('\n3 ballots were cast: 3 valid, 0 blank, 0 invalid.\n');
    expect(out).toContain('\nElected: Ana\n');
    expect(out).toMatch(/^ +1 {2}Ana +elected$/m);
    expect(out).toMatch(/^ +1 {2}Ana +- +2 +2$/m);
    expect(out).toMatch(/\nHow it came about:\n(?: {2}- .+\n)+$/);
  });

  it('the votes of the first and the last round, and ties that stay open', async () => {
    const file = await files.write('tie.blt', BLT.replace('3 2', '3 1'));
    const { exit, out } = await run(file, '--rule', 'stv-scottish', '--explain');
    expect(exit).toBe(3);
    expect(out).toContain('\nElected: nobody\nSeats that stay open: 1\nAn open tie: Bo, Jr, Cy.\n');
    expect(out).toMatch(/^ +1 {2}Ana +3 +3$/m);
  });

  it('a budget', async () => {
    const file = await files.write('e.pb', PB);
    const { out } = await run(file, '--rule', 'equal-shares', '--explain');
    expect(out).toContain('\nFunded: A fountain, A bench\nSpent: 10, left: 0\n');
    expect(out).toMatch(/^ {2}p7 {2}A fountain +\S+ +\S+ {2}funded with 6$/m);
  });

  it('without obeying what stands in a name', async () => {
    const file = await files.write('evil.csv', ELEKTO.replace('Ana', 'A\u0085na\u202e'));
    const { out } = await run(file, '--rule', 'schulze', '--explain');
    expect(out).toContain('Elected: A\\u0085na\\u202e\n');
  });
});

describe('count ends with 2 for a file or a parameter that cannot be used', () => {
  it.each([
    [
      'a line',
      'bad.csv',
      'Ana,Bo\n1,2\n1,first\n',
      'bad.csv, line 3: "first" is neither a rank nor "No opinion".',
    ],
    [
      'a whole file',
      'cut.blt',
      '2 1\n1 1 0\n',
      'cut.blt: The file ends before the 0 that closes the ballots.',
    ],
    ['a format', 'x.txt', 'hello', 'x.txt: The file is in no format that is read here; name its format.'],
    ['an empty file', 'e.txt', '', 'e.txt: The file is in no format that is read here; name its format.'],
  ])('%s', async (_what, name, text, sentence) => {
    const ran = await run(await files.write(name, text), '--rule', 'schulze');
    expect(ran).toEqual({ exit: 2, out: '', err: `${sentence}\nSee "steward --help".\n` });
  });

  it('every place of a file that is wrong', async () => {
    const ran = await run(await files.write('two.csv', 'Ana,Bo\n1,2\n1\nx,y\n'), '--rule', 'schulze');
    expect(ran.exit).toBe(2);
    expect(ran.err.split('\n').slice(0, 2)).toEqual([
      'two.csv, line 3: 2 ranks are expected and 1 are given.',
      'two.csv, line 4: "x" is neither a rank nor "No opinion".',
    ]);
  });

  it.each([
    [
      'starvote',
      '[options]\nmethod = star\n\n[ballots]\nAna = 5\nBo = 1\n\nAna = 9\n',
      'star',
      8,
      'The score of Ana',
    ],
    [
      'blt',
      '2 1\n1 1 2 0\n3 1=2 0\n0\n"Ana"\n"Bo"\n""\n',
      'stv-scottish',
      3,
      'This rule takes one option a place',
    ],
    [
      'preflib',
      '# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: Ana\n2: 1\n',
      'approval',
      3,
      'This rule takes ballots',
    ],
    [
      'condorcet',
      '#/Candidates: A ; B\nA > B\nA = B * 3\n',
      'stv-meek-prf',
      3,
      'This rule takes one option a place',
    ],
    ['elekto', 'Ana,Bo\n1,2\n1,1\n', 'stv-scottish', 3, 'This rule takes one option a place'],
    ['pb', PB, 'star', 13, 'This rule takes ballots of the shape: scores.'],
  ])('a ballot that only the rule refuses, by its line (%s)', async (name, text, rule, line, because) => {
    const file = await files.write(`off.${name}`, text);
    const { exit, out, err } = await run(file, '--rule', rule);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(`${file}, line ${line}, cannot be counted by ${rule}@`);
    expect(err).toContain(because);
  });

  it.each<[string, string[], string]>([
    ['no rule', [], 'count needs --rule.'],
    ['a rule', ['--rule', 'schultze'], 'There is no rule "schultze". There is: majority@'],
    ['a version', ['--rule', 'schulze@1999'], 'There is no rule "schulze@1999".'],
    [
      'a format',
      ['--rule', 'schulze', '--format', 'csv'],
      '--format is one of blt, condorcet, debian, elekto',
    ],
    ['seats', ['--rule', 'schulze', '--seats', '0'], '--seats is a whole number above 0, not "0".'],
    ['seats of a rule for one', ['--rule', 'irv', '--seats', '2'], 'This rule fills one seat only.'],
    [
      'seats without an election',
      ['--rule', 'equal-shares', '--seats', '2'],
      '--seats says nothing to equal-shares',
    ],
    ['money in an election', ['--rule', 'schulze', '--budget', '2'], '--budget says nothing to schulze'],
    ['a parameter', ['--rule', 'schulze', '--param', 'speed=3'], 'The rule has no parameter speed.'],
    [
      'its value',
      ['--rule', 'schulze', '--param', 'unranked=first'],
      'The parameter unranked must be one of',
    ],
    [
      'its spelling',
      ['--rule', 'schulze', '--param', 'unranked'],
      '--param is written name=value, not "unranked".',
    ],
    [
      'the same twice',
      ['--rule', 'schulze', '--param', 'unranked=last', '--param', 'unranked=last'],
      '--param unranked is given twice.',
    ],
    [
      'a name in the lot',
      ['--rule', 'schulze', '--lot', 'Ana,Bo,Di'],
      '--lot names "Di", which nobody can vote for.',
    ],
    [
      'a short lot',
      ['--rule', 'schulze', '--lot', 'Ana,Bo'],
      'The tie order must hold every option exactly once.',
    ],
    [
      'a lot twice',
      ['--rule', 'schulze', '--lot', 'Ana,Bo,Bo'],
      'The tie order must hold every option exactly once.',
    ],
    [
      'a quotation',
      ['--rule', 'schulze', '--lot', '"Ana,Bo,Cy'],
      '--lot has a quotation that is not closed.',
    ],
    ['who withdraws', ['--rule', 'schulze', '--withdrawn', 'Di'], '--withdrawn names "Di"'],
    ['ballots of another shape', ['--rule', 'approval'], 'This rule takes ballots of the shape: approval.'],
    [
      'caps',
      ['--rule', 'schulze', '--caps', '/nowhere/caps.json'],
      '/nowhere/caps.json cannot be read: there is none.',
    ],
  ])('%s', async (_what, args, sentence) => {
    const { exit, out, err } = await run(await files.write('ok.csv', ELEKTO), ...args);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(sentence);
  });

  it.each([
    ['[{"id": "x",\n}]', ', line 2: It is no JSON.'],
    ['{}', ': A list of seat caps is expected.'],
    ['[{"id": "x", "clause": "c", "options": ["Ana"]}]', ': Cap 1 must have an id'],
    ['[{"id": "x", "clause": "c", "options": [1], "atMost": 1}]', ': Cap 1 must have an id'],
    ['[{"id": "x", "clause": "c", "options": [], "atMost": 1, "most": 1}]', ': Cap 1 must have an id'],
    ['[{"id": "x", "clause": "c", "options": ["Di"], "atMost": 1}]', 'The cap x names an unknown option'],
    ['[{"id": "x", "clause": "c", "options": ["Ana"], "atMost": 1.5}]', 'or no whole number'],
  ])('the caps %s', async (text, sentence) => {
    const caps = await files.write('bad-caps.json', text);
    const ran = await run(await files.write('ok.csv', ELEKTO), '--rule', 'schulze', '--caps', caps);
    expect(ran).toMatchObject({ exit: 2, out: '' });
    expect(ran.err).toContain(sentence);
  });

  it.each([
    ['no file', '/nowhere/votes.csv', 'there is none'],
    ['a folder', import.meta.dirname, 'it is a folder'],
  ])('%s', async (_what, target, reason) => {
    const { exit, err } = await run(target, '--rule', 'schulze');
    expect({ exit, err }).toEqual({
      exit: 2,
      err: `${target} cannot be read: ${reason}.\nSee "steward --help".\n`,
    });
  });

  it('a configuration whose records are not at hand', async () => {
    const config = {
      candidates: [{ name: 'Ana' }],
      cvrFileSources: [{ filePath: 'cvr.csv', provider: 'genericCsv' }],
    };
    const { exit, err } = await run(
      await files.write('config.json', JSON.stringify(config)),
      '--rule',
      'irv',
    );
    expect(exit).toBe(2);
    expect(err).toContain('cvr.csv: The file of cast vote records is not at hand.');
  });
});

describe('the commands for ballot files start without the server', () => {
  const source = path.resolve(import.meta.dirname, '..');

  /** Every module that is loaded with one, by its name; packages and libraries are not entered. */
  function loadedWith(file: string, seen = new Set<string>()): Set<string> {
    const text = readFileSync(file, 'utf8');
    const imports = text.matchAll(/^(?:import|export)(?! type)\s[^;]*?from '([^']+)';$/gm);
    for (const [, name = ''] of imports) {
      const module = name.startsWith('.')
        ? path.resolve(path.dirname(file), name.replace(/\.js$/, '.ts'))
        : name;
      if (seen.has(module)) continue;
      seen.add(module);
      if (existsSync(module)) loadedWith(module, seen);
    }
    return seen;
  }

  it.each(['commands/count.ts', 'commands/convert.ts', 'steward.ts'])('%s', (file) => {
    const loaded = [...loadedWith(path.join(source, file))];
    expect(loaded.length).toBeGreaterThan(3);
    const foreign = loaded.filter((name) => !name.startsWith(source) && !name.startsWith('node:'));
    expect(foreign.filter((name) => !['#counting', '#kernel', '#transparency'].includes(name))).toEqual([]);
  });
});
