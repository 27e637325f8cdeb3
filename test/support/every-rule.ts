import { questionsOf, type Clause, type Method } from '#assembly';
import { RULES, ruleName, type BallotKind, type CountingRule } from '#counting';
import { charterOf } from './committee.js';

export const HARM = 'It harms the river.';
export const WORRY = 'The bank may slide.';

/** What four members cast where ballots have this form. A new form needs a line here. */
const BALLOTS: Readonly<Record<BallotKind, readonly object[]>> = {
  choice: [{ choice: 'YES' }, { choice: 'YES' }, { choice: 'NO' }, { choice: 'YES' }],
  consent: [
    { consent: { position: 'CONSENT' } },
    { consent: { position: 'CONCERN', reason: WORRY } },
    { consent: { position: 'OBJECTION', reason: HARM } },
    { consent: { position: 'CONSENT' } },
  ],
  blocks: [
    { consensus: { position: 'AGREE' } },
    { consensus: { position: 'RESERVATION', reason: WORRY } },
    { consensus: { position: 'BLOCK', reason: HARM } },
    { consensus: { position: 'STAND_ASIDE' } },
  ],
  grade: [{ grade: 1 }, { grade: 2 }, { grade: 4 }, { grade: 8 }],
  approval: [{ approved: ['a', 'b'] }, { approved: ['a'] }, { approved: ['b', 'c'] }, { approved: ['a'] }],
  scores: [
    { scores: [points('a', 5), points('b', 2)] },
    { scores: [points('a', 4), points('c', 3)] },
    { scores: [points('b', 5), points('c', 1)] },
    { scores: [points('a', 3), points('b', 0)] },
  ],
  ranking: [
    ['a', 'b', 'c'],
    ['a', 'c', 'b'],
    ['b', 'c', 'a'],
    ['a', 'b', 'c'],
  ].map((ids) => ({ ranking: ids.map((id) => ({ options: [id] })) })),
  credits: [
    {
      votes: [
        { option: 'a', votes: 8 },
        { option: 'b', votes: 6 },
      ],
    }, // 100 credits, not one left
    { votes: [{ option: 'a', votes: 3 }] },
    { votes: [{ option: 'c', votes: 9 }] },
    { blank: true },
  ],
};
/** By lot there is nothing to mark; who takes part says so with a blank ballot. */
const NO_FORM = Array.from({ length: 4 }, () => ({ blank: true }));

/** What the charter has to say of rules that do without no default. */
export const PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'consensus-blocks': { blocks: '1' },
  gradients: { level: '4', share: '2/3', lowest: '0.25' },
  quadratic: { credits: '100' },
};

/** How the ballots above come out where it is not that Ana is elected. */
export const OUTCOMES: Readonly<Record<string, string>> = {
  majority: 'PASSED',
  consent: 'SENT_BACK',
  'consensus-blocks': 'PASSED',
  gradients: 'PASSED',
  'equal-shares': 'FUNDED',
  'pb-greedy': 'FUNDED',
};

export const PROJECTS = [option('a', 'Ana'), option('b', 'Bo'), option('c', 'Cleo')].map((one, n) => ({
  ...one,
  cost: ['400.50', '250', '900'][n],
}));

export function points(id: string, score: number) {
  return { option: id, points: score };
}

export function option(id: string, name: string) {
  return { id, name: [{ lang: 'en', text: name }] };
}

/** What four members cast where this rule counts. */
export function ballotsFor({ ballot }: CountingRule): readonly object[] {
  return ballot === null ? NO_FORM : BALLOTS[ballot];
}

/** A charter that permits every rule for every question that it answers. */
export function clausesFor(seats: number): Clause[] {
  const methods = RULES.flatMap((rule) =>
    questionsOf(rule).map((question): Method => {
      const parameters = Object.entries(PARAMETERS[rule.id] ?? {});
      return {
        question,
        rule: ruleName(rule),
        parameters: parameters.map(([name, value]) => ({ name, value })),
        ties: 'LOT',
      };
    }),
  );
  const caps = { text: 'At most one from an organization.', section: '7', lang: 'en' };
  return [
    ...charterOf(seats, { METHODS: { methods } }),
    { topic: 'CAPS', precedence: 1, source: caps, caps: [{ by: 'ORGANIZATION', most: 1 }] },
  ];
}

/** What is asked for when a proposal is put to a vote by this rule. */
export function termsFor(rule: CountingRule): object {
  switch (rule.outcome) {
    case 'decision':
      return {};
    case 'election':
      return { options: [option('a', 'Ana'), option('b', 'Bo'), option('c', 'Cleo')] };
    case 'funding':
      return { options: PROJECTS, budget: '1000.75' };
  }
}
