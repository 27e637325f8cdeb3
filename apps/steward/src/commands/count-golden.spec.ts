import { readFileSync } from 'node:fs';
import type { CountResult } from '#counting';
import { describeGolden, goldenPath } from '../../../../test/support/golden.js';
import { runLine } from '../spec-support/terminal.js';
import { COMMANDS } from './index.js';

/** Counts a published file by the command; expects it to end well. */
async function counted(file: string, ...args: string[]): Promise<CountResult> {
  const ran = await runLine(['count', goldenPath(`ballots/${file}`), ...args], COMMANDS);
  expect({ exit: ran.exit, err: ran.err }).toEqual({ exit: 0, err: '' });
  return JSON.parse(ran.out);
}

async function electedIn(file: string, ...args: string[]): Promise<string[]> {
  const { outcome } = await counted(file, ...args);
  return outcome.kind === 'election' ? [...outcome.elected] : [];
}

describeGolden('count gives the published outcome', 'ballots', () => {
  it.each([
    ['2018', 3, ['Aaron Crickenberger', 'Davanum Srinivas', 'Timothy St. Clair']],
    [
      '2019',
      4,
      [
        'Christoph Blecker (@cblecker)',
        'Derek Carr (@derekwaynecarr)',
        'Nikhita Raghunath (@nikhita)',
        'Paris Pittman (@parispittman)',
      ],
    ],
    ['2021', 4, ['cblecker', 'justaugustus', 'parispittman', 'tpepper']],
    ['2023', 4, ['justaugustus', 'pacoxu', 'pohly', 'soltysh']],
    ['2023-GB', 1, ['cblecker']],
    ['2025', 4, ['katcosgrove', 'pacoxu', 'ritazh', 'soltysh']],
    ['coc-2025', 3, ['divya-mohan0209', 'endocrimes', 'stmcginnis']],
  ])('of the Kubernetes election %s', async (year, seats, winners) => {
    const elected = await electedIn(`k8s-elections/${year}.csv`, '--rule', 'schulze', '--seats', `${seats}`);
    expect(elected.sort()).toEqual(winners);
  });

  it('of the Debian leader election 2006, with its tie', async () => {
    const { outcome } = await counted('debian/leader2006_tally.txt', '--rule', 'schulze');
    expect(outcome).toMatchObject({
      elected: ['Anthony Towns'],
      ranking: [
        ['Anthony Towns'],
        ['Steve McIntyre'],
        ['Jeroen van Wolffelaar', 'Andreas Schuldei'],
        ['Bill Allombert'],
        ['None of the Above'],
        ['Ari Pollak'],
        ['Jonathan aka Ted Walther'],
      ],
    });
  });

  it('of a Scottish ward, with the seats of the file', async () => {
    const { outcome, seats, rounds } = await counted(
      'stv-droop-gpl3/blt/Anderston-City-2007.blt',
      '--rule',
      'stv-scottish@ssi-2007-42',
    );
    expect(seats).toBe(4);
    expect(rounds[0]?.quota).toBe('1381');
    expect(outcome).toMatchObject({
      elected: ['Craig MacKay', 'Philip Braat', 'Nina Baker', 'Gordon Matheson'],
    });
  });

  it.each(['2015_portland_mayor', 'test_set_1_exhaust_at_overvote', 'test_set_7_duplicate_skip_to_next'])(
    'of the RCTab contest %s, round by round, with the parameters of its configuration',
    async (name) => {
      const folder = `rctab/${name}/${name}`;
      const report = JSON.parse(
        readFileSync(goldenPath(`ballots/${folder}_expected_detailed_report.json`), 'utf8'),
      ) as { results: { tally: Record<string, string>; threshold: string }[] };
      const { rounds } = await counted(`${folder}_config.json`, '--rule', 'irv');
      expect(
        rounds.map(({ quota, tallies }) => ({
          threshold: quota,
          tally: Object.fromEntries(tallies.map(({ id, votes }) => [id, votes])),
        })),
      ).toEqual(report.results.map(({ tally, threshold }) => ({ threshold, tally })));
    },
  );

  it('of the participatory budget of Wieliczka: 30 projects by the last affordable step', async () => {
    const file = 'equalshares/poland_wieliczka_2023_green-budget.pb';
    const args = [
      '--rule',
      'equal-shares',
      '--param',
      'completion=add1',
      '--param',
      'add1Stop=last_affordable',
    ];
    const { outcome } = await counted(file, ...args);
    expect(outcome).toMatchObject({ kind: 'funding', spent: '995079', left: '4921' });
    const funded = outcome.kind === 'funding' ? outcome.funded.map(({ id }) => id) : [];
    const [header = '', ...rows] = readFileSync(goldenPath(`ballots/${file}`), 'utf8')
      .split(/^PROJECTS\r?\n/m)[1]!
      .split(/^VOTES/m)[0]!
      .trim()
      .split(/\r?\n/);
    const selected = header.split(';').indexOf('selected');
    const official = rows.map((row) => row.split(';')).filter((fields) => fields[selected] === '1');
    expect(new Set(funded)).toEqual(new Set(official.map(([id]) => id)));
    expect(funded).toHaveLength(30);
  });

  it('of a STAR election', async () => {
    const name = 'star/test_election_a_space_fabric_odyssey';
    const report = readFileSync(goldenPath(`ballots/${name}.txt`), 'utf8');
    const winner = /\[STAR Voting: Winner\]\s+(.+)/.exec(report)?.[1];
    expect(await electedIn(`${name}.starvote`, '--rule', 'star')).toEqual([winner]);
  });

  it('or says with 3 that the STAR text breaks a tie no further', async () => {
    const file = goldenPath('ballots/star/test_election_unbreakable_tie_in_automatic_runoff_round.starvote');
    const ran = await runLine(['count', file, '--rule', 'star'], COMMANDS);
    expect(ran.exit).toBe(3);
    expect(JSON.parse(ran.out)).toMatchObject({ outcome: { elected: [] } });
  });
});
