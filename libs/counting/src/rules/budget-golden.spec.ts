import { hasOpenTie } from '../index.js';
import { counted, fundedOf } from '../spec-support/election.js';
import { describeGolden } from '../../../../test/support/golden.js';
import { goldenBytes, goldenFile } from '../spec-support/golden.js';

describeGolden('participatory budgets against published selections', 'ballots', () => {
  const selectedIn = (path: string) => {
    const text = Buffer.from(goldenBytes(path)).toString('utf8');
    const [, rest = ''] = text.split(/^PROJECTS\r?\n/m);
    const [header = '', ...rows] = rest
      .split(/^VOTES/m)[0]!
      .trim()
      .split(/\r?\n/);
    const column = header.split(';').indexOf('selected');
    return new Set(rows.filter((row) => row.split(';')[column] === '1').map((row) => row.split(';')[0]!));
  };
  const countFile = async (path: string, rule: string, params: object, lot?: string[]) => {
    const { options, groups, parameters } = await goldenFile(path);
    return counted({
      rule,
      options,
      ballots: groups,
      budget: parameters.budget ?? '0',
      params: { ...params },
      ...(lot ? { lot } : {}),
    });
  };
  const WIELICZKA = 'equalshares/poland_wieliczka_2023_green-budget.pb';

  it.each(['mileszki', 'nad-nerem', 'nowosolna'])('Lodz 2020 %s: greedy with skip', async (unit) => {
    const path = `pb-greedy/poland_lodz_2020_${unit}.pb`;
    expect((await goldenFile(path)).parameters.rule).toBe('pb-greedy');
    expect(new Set(fundedOf(await countFile(path, 'pb-greedy', {})))).toEqual(selectedIn(path));
  });

  it('Wieliczka 2023: the official 30 projects are those of the last affordable step', async () => {
    const result = await countFile(WIELICZKA, 'equal-shares', {
      completion: 'add1',
      add1Stop: 'last_affordable',
    });
    expect(new Set(fundedOf(result))).toEqual(selectedIn(WIELICZKA));
    expect(result.outcome).toMatchObject({ spent: '995079', left: '4921' });
    expect(fundedOf(result)).toHaveLength(30);
  });

  it('Wieliczka 2023: the first exhaustive step gives 31 projects', async () => {
    const result = await countFile(WIELICZKA, 'equal-shares', { completion: 'add1' });
    expect(result.outcome).toMatchObject({ spent: '984579' });
    expect(fundedOf(result)).toHaveLength(31);
  });

  interface Reference {
    fixture?: string;
    params: { tieBreaking: string[]; completion: string; comparison: string; increment: number };
    result?: { winners: string[]; totalCost: number };
    error?: string;
  }
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const referencesIn = (path: string): [string, Reference][] =>
    Object.entries(JSON.parse(Buffer.from(goldenBytes(path)).toString('utf8')) as Record<string, Reference>);

  /** In its completion by votes the tool takes cheaper projects here than the `maxCost` that it was told. */
  const AGAINST_ITS_OWN_TIE_RULE = 'hungary_budapest_2024.pb::utilitarian_floats_tie';

  it.each([
    [WIELICZKA, 6],
    ['equalshares/pb/hungary_budapest_2024.pb', 4],
    ['equalshares/pb/netherlands_amsterdam_2022_west.pb', 6],
    ['equalshares/pb/poland_warszawa_2021_bielany.pb', 6],
  ])('%s: agrees with the references of the compute tool that compare nothing', async (pbFile, least) => {
    let compared = 0;
    for (const file of ['js_reference', 'pb_reference']) {
      for (const [name, { fixture, params, result, error }] of referencesIn(`equalshares/${file}.json`)) {
        if (params.comparison !== 'none' || name === AGAINST_ITS_OWN_TIE_RULE) continue;
        const path = fixture === undefined ? WIELICZKA : `equalshares/pb/${fixture}`;
        if (path !== pbFile) continue;
        const tie = params.tieBreaking.map(snake).join(',') || 'none';
        const found = await countFile(path, 'equal-shares', {
          completion: params.completion,
          increment: String(params.increment),
          tie,
        });
        compared += 1;
        if (error !== undefined) expect([name, hasOpenTie(found)]).toEqual([name, true]);
        else expect([name, fundedOf(found).sort()]).toEqual([name, [...(result?.winners ?? [])].sort()]);
      }
    }
    expect(compared).toBeGreaterThanOrEqual(least);
  });

  /** What pabutools selects, with ties in the order of the project ids. */
  type Selections = Record<string, Record<string, string[]>>;
  const selectionsIn = (name: string) =>
    Object.entries(
      JSON.parse(Buffer.from(goldenBytes(`equalshares/${name}.json`)).toString('utf8')) as Selections,
    ).map(([path, found]) => [`equalshares/${path.replace('test/fixtures/', '')}`, found] as const);

  it('agrees with every selection that pabutools makes by a rule that is counted here', async () => {
    const compared: string[] = [];
    for (const [file, names] of [
      ['pabutools_reference', { winners: ['equal-shares', {}] }],
      [
        'pabutools_satisfaction_reference',
        { cost: ['equal-shares', {}], cardinality: ['equal-shares', { utility: 'cardinality' }] },
      ],
      ['pabutools_rules_reference', { greedy_cost: ['pb-greedy', {}] }],
    ] as const) {
      for (const [path, found] of selectionsIn(file)) {
        for (const [name, [rule, params]] of Object.entries(names)) {
          const result = await countFile(path, rule, params, found['lexico_order']);
          expect([path, name, fundedOf(result).sort()]).toEqual([
            path,
            name,
            [...(found[name] ?? [])].sort(),
          ]);
          compared.push(name);
        }
      }
    }
    expect(compared).toHaveLength(4 + 3 + 3 + 3);
  });
});
