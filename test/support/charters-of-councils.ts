import { provide } from './provide.js';

/** cncf/foundation charter.md 6, and beside it cncf/toc election-schedule.md, which says otherwise on vacancies. */
export const CNCF_TOC = [
  ...[
    { classes: 'board', electors: 'the governing board', seats: 6 },
    { classes: 'end users', electors: 'the end user community', seats: 2 },
    { classes: 'maintainers', electors: 'the maintainers', seats: 1 },
    { classes: 'committee', electors: 'the committee itself', seats: 2 },
  ].map(({ classes, electors, seats }) =>
    provide('SEATING', '6(c)', `${seats} seats are filled by ${electors}.`, {
      classes,
      filledBy: 'ELECTION',
      electors,
      least: seats,
      most: seats,
    }),
  ),
  provide('TERM', '6(e)', 'Two years.', { ends: 'MONTHS', months: 24 }),
  provide('VACANCY', '6(e)', 'The alternate who came next fills the rest of the term.', { by: 'RUNNER_UP' }),
  provide(
    'VACANCY',
    'election-schedule.md',
    'Vacancies are filled by the method by which the seat was filled.',
    {
      by: 'SPECIAL_ELECTION',
    },
  ),
  provide('CAP', '6(d)', 'Two of a group of related companies; they agree, or lots are drawn.', {
    by: 'ORGANIZATION_GROUP',
    most: 2,
    remedies: 'AGREE;LOT',
  }),
  provide('STATUS', '6(f)', 'Who misses three meetings in a row is suspended.', {
    missed: 'MEETINGS',
    inARow: 3,
    becomes: 'SUSPENDED',
  }),
  provide('DENOMINATOR', '6(g)', 'Two thirds are a quorum.', {
    of: 'meeting',
    kind: 'QUORUM',
    base: 'FILLED',
    share: '2/3',
  }),
  provide('DENOMINATOR', '6(g)', 'More than half of those present.', {
    of: 'vote',
    base: 'PRESENT',
    share: '1/2',
    strict: 'yes',
  }),
  provide('REMOVAL', '6(d)', 'Two thirds of the others.', { by: 'the others', share: '2/3', base: 'FILLED' }),
  provide('CHAIR', '6(c)', 'The committee chooses its own chair and vice chair.', {
    chosenBy: 'the committee',
    vice: 'yes',
  }),
];

/** The CNCF code of conduct committee. */
export const CNCF_CONDUCT = [
  provide('SEATING', 'Composition', 'Three are elected.', {
    classes: 'elected',
    filledBy: 'ELECTION',
    most: 3,
  }),
  provide('SEATING', 'Composition', 'Three alternates are elected.', {
    classes: 'alternate',
    filledBy: 'ELECTION',
    most: 3,
  }),
  provide('SEATING', 'Composition', 'Two are staff.', { classes: 'staff', filledBy: 'APPOINTMENT', most: 2 }),
  provide('TERM', 'Terms', 'Two years.', { ends: 'MONTHS', months: 24 }),
  provide('QUALIFICATION', 'Eligibility', 'No breach of the code in the last 18 months.', {
    fact: 'breach of the code of conduct',
    most: 0,
    withinMonths: 18,
  }),
  provide('VACANCY', 'Vacancies', 'The alternate with the most votes.', { by: 'ALTERNATE' }),
  provide('ALTERNATE', 'Alternates', 'Alternates stand in for those who are recused or away.', {
    classes: 'alternate',
    when: 'RECUSAL;ABSENCE;VACANCY',
    most: 3,
  }),
  provide('DENOMINATOR', 'Decisions', 'A majority of those without a conflict.', {
    of: 'vote',
    base: 'FILLED',
    share: '1/2',
    strict: 'yes',
    recused: 'LEAVE',
  }),
  provide('CONFLICT', 'Conflicts', 'Who has a conflict takes no part.', {
    interests: 'JOB;MONEY;FAMILY',
    staysOutOf: 'DELIBERATION;VOTE',
  }),
  provide('CAP', 'Composition', 'No more than two of six are of one company.', {
    classes: 'elected;alternate',
    by: 'ORGANIZATION_GROUP',
    most: 2,
  }),
  provide('STATUS', 'Inactivity', 'Six months without activity end the membership.', {
    missed: 'MONTHS',
    inARow: 6,
    becomes: 'ENDED',
  }),
];

/** Debian’s constitution 6.2, its Technical Committee, as in versions 1.5 to 1.9. */
export const DEBIAN_TC = [
  provide('SEATING', '6.2.1', 'Up to eight, usually at least four.', {
    filledBy: 'APPOINTMENT',
    electors: 'the Project Leader',
    most: 8,
  }),
  provide(
    'TERM',
    '6.2.7',
    'On 1 January the two most senior who served over 42 months leave on 31 December.',
    {
      ends: 'SENIORITY',
      reviewedOn: '01-01',
      endsOn: '12-31',
      longerThanMonths: 42,
      leaving: 2,
      tieBreak: 'LISTED',
    },
  ),
  provide('COOLING_OFF', '6.2.5', 'Nobody is appointed who was a member within the previous 12 months.', {
    months: 12,
  }),
  provide('VACANCY', '6.2.2', 'The Project Leader appoints whom the committee recommends.', {
    by: 'APPOINTMENT',
    serves: 'FULL_TERM',
  }),
  provide('VACANCY', '6.2.3', 'With five or fewer the committee appoints until there are six.', {
    step: 2,
    by: 'APPOINTMENT',
    whileFilledAtMost: 5,
    serves: 'FULL_TERM',
  }),
  provide('VACANCY', '6.2.4', 'After a week with five or fewer the Leader appoints until there are six.', {
    step: 3,
    by: 'APPOINTMENT',
    whileFilledAtMost: 5,
    afterDays: 7,
    serves: 'FULL_TERM',
  }),
  provide('DENOMINATOR', '6.3.1', 'There is a quorum of two.', {
    of: 'vote',
    kind: 'QUORUM',
    base: 'FILLED',
    share: '0',
    least: 2,
  }),
  provide(
    'CONFLICT',
    '6.3.2',
    'Who is to be overridden may not vote; as chair only the casting vote remains.',
    {
      interests: 'OWN_ACT',
      staysOutOf: 'VOTE',
      keepsCastingVote: 'yes',
    },
  ),
  provide('CHAIR', '6.1.3', 'The committee elects its chair, who has a casting vote.', {
    chosenBy: 'the committee',
    castingVote: 'yes',
  }),
  provide('REMOVAL', '6.2.6', 'The committee and the Leader agree on it.', {
    by: 'the committee with the Leader',
    share: '1/2',
    base: 'VOTES',
  }),
  provide('QUALIFICATION', '5.1', 'The Leader is no member.', { fact: 'Project Leader', most: 0 }),
];

const W3C_CHAIR = provide('CHAIR', '3.3.1', 'By consensus of the participants, else by the Team.', {
  chosenBy: 'the participants by consensus, else the Team',
});

/** The W3C process: the Technical Architecture Group and the Advisory Board. */
export const W3C_TAG = [
  provide('SEATING', '3.3.1', 'One life member.', { classes: 'life', filledBy: 'FOUNDING', most: 1 }),
  provide('SEATING', '3.3.1', 'Three are appointed.', {
    classes: 'appointed',
    filledBy: 'APPOINTMENT',
    most: 3,
  }),
  provide('SEATING', '3.3.1', 'Eight are elected.', { classes: 'elected', filledBy: 'ELECTION', most: 8 }),
  provide('TERM', '3.3.1', 'For life.', { classes: 'life', ends: 'NEVER' }),
  provide('TERM', '3.3.3', 'Two years.', { classes: 'appointed;elected', ends: 'MONTHS', months: 24 }),
  provide('LIMIT', '3.3.3', 'Two appointments in a row; what is left of another’s term is free.', {
    classes: 'appointed',
    scope: 'CLASS',
    consecutive: 2,
    partTerms: 'DO_NOT_COUNT',
  }),
  provide('VACANCY', '3.3.4', 'Until the next election; the shortest terms go to the lowest ranked.', {
    by: 'NEXT_ELECTION',
  }),
  provide('CAP', '3.3.2', 'One of an organization; a change of job in mid-term is tolerated.', {
    by: 'ORGANIZATION_GROUP',
    most: 1,
    remedies: 'TOLERATE',
  }),
  provide('QUALIFICATION', '3.3.1', 'Nobody sits on both.', { fact: 'seat on the Advisory Board', most: 0 }),
  W3C_CHAIR,
];

export const W3C_AB = [
  provide('SEATING', '3.3.1', 'Nine to eleven, by the number of nominations.', {
    filledBy: 'ELECTION',
    least: 9,
    most: 11,
  }),
  provide('TERM', '3.3.3', 'Two years.', { ends: 'MONTHS', months: 24 }),
  provide('VACANCY', '3.3.4', 'Until the next election.', { by: 'NEXT_ELECTION' }),
  provide('CAP', '3.3.2', 'One of an organization; 30 days to choose, then at random.', {
    by: 'ORGANIZATION_GROUP',
    most: 1,
    remedies: 'AGREE;LOT',
    graceDays: 30,
  }),
  provide('QUALIFICATION', '3.3.1', 'Nobody sits on both.', { fact: 'seat on the TAG', most: 0 }),
  W3C_CHAIR,
];

/** The IETF nominating committee (RFC 8713). */
export const IETF_NOMCOM = [
  provide('SEATING', '4.3', 'Ten are drawn from volunteers.', { filledBy: 'LOT', least: 10, most: 10 }),
  provide('TERM', '4.1', 'One year.', { ends: 'MONTHS', months: 12 }),
  provide('QUALIFICATION', '4.15', 'Nobody whose office the committee fills.', {
    fact: 'office that the committee fills',
    most: 0,
  }),
  provide('QUALIFICATION', '4.14', 'Three of the last five meetings attended.', {
    fact: 'meeting attended',
    least: 3,
    withinMonths: 20,
  }),
  provide('VACANCY', '4.6', 'The next in the draw.', { by: 'NEXT_IN_DRAW' }),
  provide('CAP', '4.17', 'Two with one primary affiliation.', { by: 'ORGANIZATION_GROUP', most: 2 }),
];

/** The Wikimedia board by its resolutions of 2015, 2019 and 2021: two terms in a row at first, then three. */
const wikimediaOf = (inARow: 2 | 3) => [
  provide('SEATING', 'IV.3', 'At most eight from the community.', {
    classes: 'community',
    filledBy: 'ELECTION',
    most: 8,
  }),
  provide('SEATING', 'IV.3', 'At most seven appointed.', {
    classes: 'appointed',
    filledBy: 'APPOINTMENT',
    most: 7,
  }),
  provide('SEATING', 'IV.3', 'The founder.', { classes: 'founder', filledBy: 'FOUNDING', most: 1 }),
  provide('TERM', 'IV.3', 'Three years.', { ends: 'MONTHS', months: 36 }),
  provide('LIMIT', 'IV.3', `${inARow} terms in a row; the founder is exempt.`, {
    classes: 'community;appointed',
    consecutive: inARow,
  }),
  provide('BALANCE', 'IV.3', 'The appointed may not outnumber those from the community.', {
    classes: 'appointed',
    notAbove: 'community',
  }),
];

export const WIKIMEDIA_BOARD_UNTIL_2021 = wikimediaOf(2);
export const WIKIMEDIA_BOARD = wikimediaOf(3);
