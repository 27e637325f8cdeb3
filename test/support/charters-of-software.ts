import { provide } from './provide.js';

/** kubernetes/steering elections.md, in force since October 2020 and July 2022. */
export const KUBERNETES = [
  provide('SEATING', 'Terms and Election Cycles', 'Seven seats, elected by contributors in good standing.', {
    classes: 'elected',
    filledBy: 'ELECTION',
    electors: 'contributors in good standing',
    least: 7,
    most: 7,
  }),
  provide('COHORT', 'Terms and Election Cycles', 'Four seats are renewed in odd years.', {
    cohort: 'odd years',
    seats: 4,
    everyMonths: 24,
    firstRenewal: '2019-10',
  }),
  provide('COHORT', 'Terms and Election Cycles', 'Three seats are renewed in even years.', {
    cohort: 'even years',
    seats: 3,
    everyMonths: 24,
    firstRenewal: '2020-10',
  }),
  provide('TERM', 'Terms and Election Cycles', 'Terms are two years long.', { ends: 'MONTHS', months: 24 }),
  provide(
    'LIMIT',
    'Term limits',
    'Two consecutive terms and four in a lifetime; bootstrap terms and service of one year or less do not count.',
    {
      consecutive: 2,
      lifetime: 4,
      exemptClasses: 'bootstrap',
      exemptMonths: 12,
      runBy: ['SERVICE', 'NOMINAL_TERM'],
    },
  ),
  provide('CAP', 'Maximal representation', 'No company holds more than a third of the seats.', {
    by: 'ORGANIZATION_GROUP',
    most: '1/3',
    remedies: 'RESIGN;REMOVE_ALL',
    doubtsBy: 'the members of the committee who are not involved',
  }),
  provide('VACANCY', 'Vacancies', 'The next most preferred candidate; once between two elections.', {
    by: 'RUNNER_UP',
    uses: 1,
  }),
  provide('VACANCY', 'Vacancies', 'Else a special election on the roll of the last.', {
    step: 2,
    by: 'SPECIAL_ELECTION',
    roll: 'LAST',
  }),
  provide('DENOMINATOR', 'charter.md Quorum', 'Four of seven meet.', {
    of: 'meeting',
    kind: 'QUORUM',
    base: 'SEATS',
    share: '1/2',
    strict: 'yes',
  }),
  provide('DENOMINATOR', 'charter.md Voting in meetings', 'Five of seven are there for a vote.', {
    of: 'vote in a meeting',
    kind: 'QUORUM',
    base: 'SEATS',
    share: '2/3',
  }),
  provide('DENOMINATOR', 'charter.md Voting', 'A majority of the fixed membership passes.', {
    of: 'vote',
    base: 'SEATS',
    share: '1/2',
    strict: 'yes',
  }),
  provide('REMOVAL', 'Removal', 'Three quarters of the fixed membership, after two weeks of feedback.', {
    by: 'the committee',
    share: '3/4',
    base: 'SEATS',
    feedbackDays: 14,
  }),
];

/** nodejs/TSC TSC-Charter.md. */
export const NODE_TSC = [
  provide('SEATING', '4', 'At least four voting members.', {
    classes: 'voting',
    filledBy: 'APPOINTMENT',
    least: 4,
  }),
  provide('SEATING', '4', 'And regular members, who have no vote.', {
    classes: 'regular',
    filledBy: 'APPOINTMENT',
    votes: 'no',
  }),
  provide('TERM', '4', 'Membership has no term.', { ends: 'NEVER' }),
  provide('CAP', '4', 'No more than one fourth of voting members share an employer.', {
    classes: 'voting',
    by: 'ORGANIZATION_GROUP',
    most: '1/4',
    of: 'FILLED',
    remedies: 'RESIGN;REMOVE_ALL',
  }),
  provide('STATUS', '4', 'Who misses three votes in a row has no vote any more.', {
    missed: 'VOTES',
    inARow: 3,
    becomes: 'WITHOUT_VOTE',
  }),
  provide('DENOMINATOR', '7', 'A simple majority of all voting members.', {
    of: 'vote',
    base: 'FILLED',
    share: '1/2',
    strict: 'yes',
  }),
  provide('VACANCY', '4', 'A motion takes new members in.', { by: 'APPOINTMENT' }),
  provide('CHAIR', '5', 'The voting members elect a chair for a year.', {
    chosenBy: 'voting members',
    termMonths: 12,
  }),
];

/** rust-lang/rfcs 3392, the leadership council. */
export const RUST_COUNCIL = [
  provide('SEATING', 'Representatives', 'One representative a top-level team, four to nine.', {
    filledBy: 'DELEGATION',
    electors: 'the team',
    least: 4,
    most: 9,
  }),
  provide('COHORT', 'Term limits', 'Half of them in March.', {
    cohort: 'March',
    seats: 4,
    everyMonths: 12,
    firstRenewal: '2024-03',
  }),
  provide('COHORT', 'Term limits', 'Half of them in September.', {
    cohort: 'September',
    seats: 4,
    everyMonths: 12,
    firstRenewal: '2024-09',
  }),
  provide('TERM', 'Term limits', 'Terms are one year long.', { ends: 'MONTHS', months: 12 }),
  provide(
    'LIMIT',
    'Term limits',
    'Three full terms in a row for one delegation, unless the team waives it.',
    {
      scope: 'DELEGATION',
      consecutive: 3,
      partTerms: 'DO_NOT_COUNT',
      hard: 'no',
    },
  ),
  provide('VACANCY', 'Vacancies', 'The team appoints another.', { by: 'ORGANIZATION' }),
  provide('ALTERNATE', 'Alternates', 'An alternate stands in for who is away.', { when: 'ABSENCE' }),
  provide('DENOMINATOR', 'Consent', 'All but two have reviewed, and nobody objects.', {
    of: 'consent',
    kind: 'QUORUM',
    base: 'FILLED',
    share: '1',
    allBut: 2,
    recused: 'LEAVE',
  }),
  provide('CAP', 'Limits on affiliation', 'One of an entity while there are five or fewer.', {
    by: 'ORGANIZATION_GROUP',
    most: 1,
    toSeats: 5,
    remedies: 'RESIGN;LOT',
  }),
  provide('CAP', 'Limits on affiliation', 'Two of an entity while there are six or more.', {
    by: 'ORGANIZATION_GROUP',
    most: 2,
    fromSeats: 6,
    remedies: 'RESIGN;LOT',
  }),
  provide('QUALIFICATION', 'Dissolution', 'Who sat when it was dissolved stays out for a year.', {
    fact: 'the council was dissolved',
    most: 0,
    withinMonths: 12,
  }),
];

/** PEP 13, the Python Steering Council. */
export const PYTHON_COUNCIL = [
  provide('SEATING', 'Composition', 'Five members, elected by the core team.', {
    filledBy: 'ELECTION',
    electors: 'the core team',
    least: 5,
    most: 5,
  }),
  provide('TERM', 'Term', 'Until the election after the next feature release; all seats at once.', {
    ends: 'EVENT',
    event: 'council election',
    holdover: 'yes',
  }),
  provide('CAP', 'Conflicts of interest', 'At most two with one employer; the lowest ranked gives way.', {
    by: 'ORGANIZATION_GROUP',
    most: 2,
    remedies: 'RESIGN;LOWEST_RANKED',
  }),
  provide('CONFLICT', 'Conflicts of interest', 'Members with a conflict must abstain.', {
    interests: 'MONEY;JOB',
    staysOutOf: 'VOTE',
  }),
  provide('VACANCY', 'Vacancies', 'The council may appoint for the rest of the term.', { by: 'APPOINTMENT' }),
  provide('DENOMINATOR', 'Decisions', 'A majority of those who do not abstain.', {
    of: 'vote',
    base: 'VOTES',
    share: '1/2',
    strict: 'yes',
    recused: 'LEAVE',
  }),
  provide('REMOVAL', 'Removal', 'Two thirds of the votes remove one member or all.', {
    by: 'the core team',
    share: '2/3',
    base: 'VOTES',
    whom: 'EITHER',
    feedbackDays: 14,
  }),
];

/** openstack/governance charter.rst: the Technical Committee of thirteen, of eleven and of nine, in this order. */
const openstackOf = (seats: 13 | 11 | 9) => [
  provide('SEATING', 'TC Members', `${seats} are elected by the active contributors.`, {
    filledBy: 'ELECTION',
    electors: 'the active contributors',
    most: seats,
  }),
  provide('TERM', 'TC Members', 'Until the second next election, or for 14 months, whichever comes first.', {
    ends: 'EARLIER',
    event: 'TC election',
    occurrence: 2,
    months: 14,
  }),
  provide('CAP', 'Diversity', 'No more than half of one organization; two thirds waive it until the next.', {
    by: 'ORGANIZATION_GROUP',
    most: '1/2',
    waivedBy: '2/3',
    remedies: 'RESIGN;LOWEST_RANKED',
  }),
  provide(
    'VACANCY',
    'Vacancies',
    'More than four weeks before candidacy: who came next in the last election.',
    {
      by: 'RUNNER_UP',
      untilDaysBefore: 28,
    },
  ),
  provide('VACANCY', 'Vacancies', 'Else who comes next in the new one.', { step: 2, by: 'NEW_RUNNER_UP' }),
  provide('VACANCY', 'Vacancies', 'Else a special election.', { step: 3, by: 'SPECIAL_ELECTION' }),
  provide('DENOMINATOR', 'Meetings', 'Half are present.', {
    of: 'meeting',
    kind: 'QUORUM',
    base: 'SEATS',
    share: '1/2',
  }),
  provide('DENOMINATOR', 'Motions', 'More for than against, and a third of the committee.', {
    of: 'vote',
    base: 'SEATS',
    share: '1/3',
  }),
  provide('DENOMINATOR', 'Amendment', 'Two thirds change the charter.', {
    of: 'charter',
    base: 'SEATS',
    share: '2/3',
  }),
  provide('CHAIR', 'Chair', 'The committee chooses; the chair holds over.', {
    chosenBy: 'the committee',
    holdover: 'yes',
  }),
];

export const OPENSTACK_TC = openstackOf(13);
export const OPENSTACK_TC_OF_11 = openstackOf(11);
export const OPENSTACK_TC_OF_9 = openstackOf(9);

/** The Apache Software Foundation’s bylaws 5 and 6, its board. */
export const APACHE_BOARD = [
  provide('SEATING', '5.2', 'Nine directors, elected by the members.', {
    filledBy: 'ELECTION',
    electors: 'the members',
    least: 9,
    most: 9,
  }),
  provide('TERM', '5.3', 'One year, and until a successor is elected.', {
    ends: 'MONTHS',
    months: 12,
    holdover: 'yes',
  }),
  provide('VACANCY', '5.4', 'A majority of the others, even below a quorum.', { by: 'APPOINTMENT' }),
  provide('DENOMINATOR', '5.9', 'A majority of all directorships is a quorum.', {
    of: 'meeting',
    kind: 'QUORUM',
    base: 'SEATS',
    share: '1/2',
    strict: 'yes',
  }),
  provide(
    'CONFLICT',
    '5.16',
    'A contract with a director is approved by disinterested directors or the members.',
    {
      interests: 'MONEY;OWNERSHIP',
      staysOutOf: 'VOTE',
      decidedBy: 'the disinterested directors, or the members',
    },
  ),
  provide('REMOVAL', '5.5', 'The members remove.', { by: 'the members', share: '1/2', base: 'VOTES' }),
];
