import type { OrganizationId, PersonId } from '#kernel';
import { breachesOf, type Seated } from './cap.rules.js';
import { eligibility } from './eligibility.rules.js';
import { fillFrom } from './filling.rules.js';
import { Provisions } from './provision.rules.js';
import { DEBIAN_TC } from '../../../test/support/charters-of-councils.js';
import { KUBERNETES, PYTHON_COUNCIL } from '../../../test/support/charters-of-software.js';
import { describeGolden, readGoldenText } from '../../../test/support/golden.js';
import { day, first, provide, rulesOf, seatsOf, tenure } from './spec-support/provisions.js';
import type { Tenure } from './term.types.js';

interface KubernetesHistory {
  mandates: {
    person: string;
    start: string;
    end: string | null;
    scheduled_end: string;
    mandate_class: 'bootstrap' | 'elected' | 'vacancy';
  }[];
  affiliations: { person: string; affiliation: string; since: string }[];
  elections: { year: number; seats: number; ranking: string[] | null; winners: string[] }[];
  expected_eligibility_under_2020_rule: {
    election: number;
    person: string;
    lifetime: number;
    consecutive: number;
    eligible: boolean;
    note?: string;
  }[];
}

describeGolden('the history of the Kubernetes steering committee', 'mandates', () => {
  const history = JSON.parse(
    readGoldenText('mandates/kubernetes-steering-history.json'),
  ) as KubernetesHistory;
  const { mandates, affiliations, elections, expected_eligibility_under_2020_rule: expected } = history;
  const CLASS_OF = { bootstrap: 'bootstrap', elected: 'elected', vacancy: 'elected' };
  const tenuresOf = (person: string, before: Date): Tenure[] =>
    mandates
      .filter((mandate) => mandate.person === person && day(mandate.start) < before)
      .map(({ start, end, scheduled_end, mandate_class }) =>
        tenure(start, end, {
          seatClass: CLASS_OF[mandate_class],
          scheduledEnd: day(`${scheduled_end}-15`),
          serves: mandate_class === 'vacancy' ? 'REMAINDER' : 'FULL_TERM',
        }),
      );
  const electionDay = (year: number) => {
    const started = mandates.find(
      ({ start, mandate_class }) => start.startsWith(`${year}-`) && mandate_class === 'elected',
    );
    return day(started?.start ?? `${year}-10-15`);
  };
  // The limit was adopted in the days after the election of 2020, to which the published answers apply it.
  const rules = rulesOf({ '2020-10-01': KUBERNETES });
  const ask = (person: string, beginsAt: Date) =>
    eligibility(
      rules,
      { tenures: tenuresOf(person, beginsAt), facts: [], waivers: [] },
      { seatClass: 'elected', onBehalfOf: null, beginsAt },
    );

  it('has its 31 published answers', () => {
    expect(expected).toHaveLength(31);
  });

  it.each(expected)('$election: $person', ({ election, person, eligible, lifetime, consecutive, note }) => {
    const asked = ask(person, electionDay(election));
    if (note?.startsWith('AMBIGUOUS')) {
      expect(asked.answer).toBe('NEEDS_RULING');
      return;
    }
    expect(asked.answer).toBe(eligible ? 'YES' : 'NO');
    expect(asked.limits).toMatchObject([{ lifetime, run: consecutive }]);
  });

  // Worked by hand from "Terms and Election Cycles" and the rosters: which mandates count, and what they add up to.
  it.each([
    ['spiffxp', 2020, '2017-18 one year: free; 2018-20 counts', 'YES', 1, 1],
    ['dims', 2022, '2018-20 and 2020-22 count, in a row', 'NO', 2, 2],
    ['dims', 2023, 'the same two, and a whole cycle away', 'YES', 2, 0],
    ['derekwaynecarr', 2021, '2017-19 and 2019-21 count, in a row', 'NO', 2, 2],
    ['lachie83', 2021, 'half a year for another: free', 'YES', 0, 0],
    ['cpanato', 2023, 'ten months for another: free', 'YES', 0, 0],
    ['mrbobbytables', 2024, '2020-22 and 2022-24 count, in a row', 'NO', 2, 2],
    ['justaugustus', 2025, '2021-23 and 2023-25 count, in a row', 'NO', 2, 2],
    ['BenTheElder', 2026, '2022-24 and 2024-26 count, in a row', 'NO', 2, 2],
    ['soltysh', 2027, '2023-25 and 2025-27 count, in a row', 'NO', 2, 2],
  ] as const)('%s %d by hand: %s', (person, year, _, answer, lifetime, run) => {
    expect(ask(person, electionDay(year))).toMatchObject({ answer, limits: [{ lifetime, run }] });
  });

  it('gives every real mandate since the limit its yes', () => {
    const since = mandates.filter(({ start }) => start >= '2020-10-01');
    const refused = since.filter(({ person, start }) => ask(person, day(start)).answer !== 'YES');
    expect(since).toHaveLength(22);
    expect(refused).toEqual([]);
  });

  const companyOf = (person: string, at: string): string | undefined =>
    affiliations.filter((one) => one.person === person && one.since <= at).at(-1)?.affiliation;
  const seatedAt = (person: string, at: string): Seated => {
    const company = (companyOf(person, at) ?? person) as OrganizationId;
    const belongings = [{ organizationId: company, groupId: company, question: null }];
    return { personId: person as PersonId, seatClass: 'elected', sectorId: null, belongings };
  };
  const sitting = (at: string) =>
    mandates
      .filter(({ start, end }) => start <= at && (end === null || at < end))
      .map(({ person }) => seatedAt(person, at));
  const breaches = (seats: number, members: readonly Seated[]) =>
    breachesOf(new Provisions(KUBERNETES), { seats: seatsOf(seats), seated: members }, first);

  it('2017: a fifth of Google is passed over among thirteen', async () => {
    const [election] = elections;
    const bootstrap = sitting('2017-10-01').map(({ personId }) => seatedAt(personId, '2017-10-20'));
    const places = Array.from({ length: 6 }, (_, place) => place);
    const filled = await fillFrom((election?.ranking ?? []) as PersonId[], places, (person, _, before) => {
      const members = [...bootstrap, ...[...before, person].map((one) => seatedAt(one, '2017-10-20'))];
      const [breach] = breaches(13, members);
      return breach
        ? { refused: true, code: 'CAP_EXCEEDED', because: 'Too many.', clause: breach.clause }
        : null;
    });
    expect(filled.seated).toEqual(election?.winners);
    expect(filled.passedOver).toMatchObject([{ personId: 'Michael Rubin' }]);
  });

  it('2020: a change of job makes three of seven, and one who leaves on the same day cures it', () => {
    const before = sitting('2020-04-18').map(({ personId }) => personId);
    const after = before.map((person) => seatedAt(person, '2020-04-19'));
    expect(breaches(7, after)).toMatchObject([{ group: 'VMware', holds: 3, bound: 2 }]);
    expect(breaches(7, sitting('2020-04-19'))).toEqual([]);
  });

  it('2022: the fourth would make three of Google, the fifth takes the seat', () => {
    const rest = sitting('2022-11-21').filter(({ personId }) => String(personId) !== 'cpanato');
    const [breach] = breaches(7, [...rest, seatedAt('cici37', '2022-11-21')]);
    expect(breach).toMatchObject({ group: 'Google', holds: 3, bound: 2 });
    expect(breaches(7, [...rest, seatedAt('cpanato', '2022-11-21')])).toEqual([]);
  });
});

interface PythonHistory {
  elections: { term: string; winners: string[] }[];
  expected_terms: Record<string, { terms: number; years: number[]; longest_consecutive: number }>;
}

describeGolden('the history of the Python steering council', 'mandates', () => {
  const history = JSON.parse(
    readGoldenText('mandates/python-steering-council-history.json'),
  ) as PythonHistory;
  const { elections, expected_terms: terms } = history;
  const limited = (consecutive: number) => [
    ...PYTHON_COUNCIL,
    provide('LIMIT', 'made up', 'So many in a row.', { consecutive }),
  ];
  const tenures = (person: string, before: number) =>
    elections
      .filter(({ term, winners }) => winners.includes(person) && Number(term) < before)
      .map(({ term }) => tenure(`${term}-01-01`, `${Number(term) + 1}-01-01`, { scheduledEnd: null }));
  const ask = (person: string, year: number, clauses = PYTHON_COUNCIL) =>
    eligibility(
      rulesOf({ '2018-12-01': clauses }),
      { tenures: tenures(person, year), facts: [], waivers: [] },
      { seatClass: 'elected', onBehalfOf: null, beginsAt: day(`${year}-01-01`) },
    );

  it('seats all 40, for its charter limits nobody', () => {
    const seatings = elections.flatMap(({ term, winners }) => winners.map((person) => ({ term, person })));
    expect(seatings).toHaveLength(40);
    expect(seatings.filter(({ person, term }) => ask(person, Number(term)).answer !== 'YES')).toEqual([]);
  });

  it.each(Object.entries(terms))(
    '%s: terms in all and in a row',
    (person, { terms: all, years, longest_consecutive }) => {
      const runs = years.map((year) => ask(person, year + 1, limited(99)).limits[0]);
      expect(Math.max(...runs.map((added) => added?.run ?? 0))).toBe(longest_consecutive);
      expect(runs.at(-1)?.lifetime).toBe(all);
    },
  );

  it('with a limit of three in a row would have refused exactly those who sat a fourth', () => {
    const refused = elections.flatMap(({ term, winners }) =>
      winners
        .filter((person) => ask(person, Number(term), limited(3)).answer === 'NO')
        .map((person) => `${term} ${person}`),
    );
    const fourths = Object.entries(terms).flatMap(([person, { years }]) =>
      years
        .filter((year) => [1, 2, 3].every((back) => years.includes(year - back)))
        .map((year) => `${year} ${person}`),
    );
    expect(refused.toSorted()).toEqual(fourths.toSorted());
    expect(refused).toContain('2024 Pablo Galindo Salgado');
  });
});

/** When each text of the Debian constitution took effect, as its header says. */
const DEBIAN_VERSIONS = [
  ['1.0', '1998-12-02'],
  ['1.1', '2003-06-21'],
  ['1.2', '2003-10-29'],
  ['1.3', '2006-09-24'],
  ['1.4', '2007-10-07'],
  ['1.5', '2015-01-09'],
  ['1.6', '2015-12-13'],
  ['1.7', '2016-08-14'],
  ['1.8', '2022-01-28'],
  ['1.9', '2022-03-26'],
] as const;

describeGolden('the nine amendments of the Debian constitution', 'mandates', () => {
  const FROM_1_5 = ['TERM', 'COOLING_OFF'];
  /** Clause 6.2 word for word, with its white space made equal. */
  const composition = (version: string) => {
    const text = readGoldenText(`mandates/debian/constitution-${version}.txt`);
    const words = /\n +6\.2\. Composition(.*?)\n +6\.3\. /s.exec(text)?.[1];
    return words?.replace(/\s+/g, ' ').trim() ?? '';
  };
  const charterOf = (version: string) => {
    const text = composition(version);
    const isLimited = text.includes('Term limit');
    return DEBIAN_TC.filter(({ topic }) => isLimited || !FROM_1_5.includes(topic)).map((clause) =>
      clause.source.section.startsWith('6.2.') ? { ...clause, source: { ...clause.source, text } } : clause,
    );
  };
  const rules = rulesOf(
    Object.fromEntries(DEBIAN_VERSIONS.map(([version, from]) => [from, charterOf(version)])),
  );
  const back = (from: string) =>
    eligibility(
      rules,
      { tenures: [tenure('2010-01-01', '2014-12-31')], facts: [], waivers: [] },
      { seatClass: 'any', onBehalfOf: null, beginsAt: day(from) },
    );

  it('are ten versions, of whose composition two texts differ', () => {
    const texts = DEBIAN_VERSIONS.map(([version]) => composition(version));
    expect(texts.every((text) => text.length > 200)).toBe(true);
    expect(new Set(texts).size).toBe(2);
    expect(texts.map((text) => text.includes('previous 12 months'))).toEqual([
      ...Array.from({ length: 5 }, () => false),
      ...Array.from({ length: 5 }, () => true),
    ]);
  });

  it('bring cooling-off into force with 1.5 and not a day before', () => {
    expect(back('2015-01-08').answer).toBe('YES');
    expect(back('2015-01-09')).toMatchObject({
      answer: 'NO',
      nextEligible: { kind: 'AT', at: day('2015-12-31') },
    });
    expect(back('2015-12-31').answer).toBe('YES');
  });

  it('bring the limit by seniority into force with 1.5', () => {
    const at = (instant: string) =>
      rules.rulebook.findLast(({ beginsAt }) => beginsAt <= day(instant))?.provisions.on('TERM', first);
    expect(at('2015-01-08')).toEqual([]);
    expect(at('2015-01-09')).toMatchObject([{ ends: 'SENIORITY', clause: '6.2.7', longerThanMonths: 42 }]);
    expect(at('2026-01-01')).toMatchObject([{ leaving: 2 }]);
  });
});
