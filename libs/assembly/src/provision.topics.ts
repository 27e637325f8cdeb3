import { rational } from '#kernel';
import {
  amount,
  choice,
  choices,
  flag,
  name,
  names,
  optional,
  otherwise,
  share,
  toldOnly,
  whole,
  yearDay,
  yearMonth,
  type Parameter,
  type Parameters,
  type ValuesOf,
} from './provision.parameters.js';

/** What a charter may provide on one topic. */
interface TopicSpec<P extends Parameters> {
  /** What provisions on this topic say, in one plain sentence. */
  readonly meaning: string;
  /** The parameters that say what a provision is about: two that agree in them speak on one matter. */
  readonly matter: readonly (keyof P & string)[];
  readonly parameters: P;
}

function topic<const P extends Parameters>(
  meaning: string,
  matter: readonly (keyof P & string)[],
  parameters: P,
): TopicSpec<P> {
  return { meaning, matter, parameters };
}

const classes = optional(names('The classes of seats of which it speaks; all when it is left out.'));

const base = (meaning: string) =>
  choice(meaning, ['SEATS', 'FILLED', 'PRESENT', 'VOTES']) satisfies Parameter<string>;

/** The kinds of funding that an organization discloses. */
export const FUNDING_KINDS = ['GRANT', 'DONATION', 'CONTRACT', 'LOAN', 'FEES', 'IN_KIND'] as const;

/** Everything on which a charter may provide. A new topic is one more entry here. */
export const PROVISION_TOPICS = {
  SEATING: topic('Who fills the seats, and how many of them there may be.', ['classes'], {
    classes,
    filledBy: toldOnly(
      choice('How its seats are filled.', ['ELECTION', 'APPOINTMENT', 'DELEGATION', 'LOT', 'FOUNDING']),
    ),
    electors: toldOnly(optional(name('Who elects or appoints.'))),
    least: otherwise(0, whole('The fewest seats that are held.')),
    graceDays: otherwise(30, whole('How many days there are to fill seats until it holds again.', 0, 3660)),
    most: toldOnly(optional(whole('The most seats; without a bound when it is left out.'))),
    votes: otherwise(true, flag('Whether its holders vote; those of others count in no quorum or majority.')),
  }),
  COHORT: topic('Seats that are renewed together.', ['cohort'], {
    classes,
    cohort: name('What the cohort is called.'),
    seats: whole('How many seats it has.', 1),
    everyMonths: whole('How many months lie between two renewals.', 1, 600),
    firstRenewal: yearMonth('The month of one renewal, such as 2019-10.'),
  }),
  TERM: topic('When a mandate ends by itself.', ['classes'], {
    classes,
    ends: choice('What ends it.', ['MONTHS', 'EVENT', 'EARLIER', 'SENIORITY', 'NEVER']),
    months: optional(whole('After how many calendar months.', 1, 1200)),
    event: optional(name('With which event, such as the next election.')),
    occurrence: otherwise(1, whole('With the how-manieth of these events after it began.', 1, 20)),
    reviewedOn: optional(yearDay('The day of the year on which seniority is looked at.')),
    endsOn: optional(yearDay('The day of the year with which the most senior leave.')),
    longerThanMonths: optional(whole('Only those leave who have served longer than so many months.')),
    leaving: otherwise(0, whole('How many of the most senior leave at most.')),
    tieBreak: otherwise('NONE', choice('Who is more senior of two who began together.', ['NONE', 'LISTED'])),
    holdover: otherwise(false, flag('Whether the holder goes on until there is a successor.')),
  }),
  LIMIT: topic('How often one person may be seated.', ['classes', 'scope'], {
    classes,
    scope: otherwise('BODY', choice('Where mandates are added up.', ['BODY', 'CLASS', 'DELEGATION'])),
    consecutive: optional(whole('The most mandates in a row.', 1, 100)),
    lifetime: optional(whole('The most mandates in all.', 1, 100)),
    hard: otherwise(true, flag('Whether nobody can waive it.')),
    runBy: otherwise(
      'SERVICE',
      choice('Whether a row is broken when service ends or when the term would have.', [
        'SERVICE',
        'NOMINAL_TERM',
      ]),
    ),
    gapDays: otherwise(1, whole('A gap of fewer days than this does not break a row.', 1, 3660)),
    exemptClasses: otherwise([], names('Classes of seats whose mandates do not count.')),
    exemptMonths: optional(whole('Mandates served for so many months or fewer do not count.', 1, 1200)),
    partTerms: otherwise(
      'COUNT',
      choice('Whether what is left of another’s term counts.', ['COUNT', 'DO_NOT_COUNT']),
    ),
    earlierTerms: otherwise(
      'COUNT',
      choice('Whether mandates count that began before the charter limited any.', ['COUNT', 'DO_NOT_COUNT']),
    ),
  }),
  COOLING_OFF: topic('How long a person stays away after a mandate.', ['classes'], {
    classes,
    months: whole('For so many months after the last day.', 1, 1200),
  }),
  QUALIFICATION: topic('What must be so of a person who is seated, or must not.', ['classes', 'fact'], {
    classes,
    fact: name('The kind of fact that counts, such as a breach of conduct or a meeting attended.'),
    least: otherwise(0, whole('The fewest facts of the kind.')),
    most: optional(whole('The most facts of the kind.')),
    withinMonths: optional(
      whole('Counted over so many months before the mandate begins; at that instant when left out.', 1, 1200),
    ),
  }),
  CAP: topic('How many seats one group may hold.', ['classes', 'by', 'fromSeats'], {
    classes,
    by: choice('What makes a group.', ['SECTOR', 'ORGANIZATION', 'ORGANIZATION_GROUP']),
    most: amount('The most seats of one group: a number, or a share.'),
    of: otherwise('SEATS', choice('What a share is a share of.', ['SEATS', 'FILLED'])),
    rounding: otherwise('DOWN', choice('How a share is rounded.', ['DOWN', 'UP'])),
    fromSeats: otherwise(0, whole('It holds while the body has so many seats or more.')),
    toSeats: optional(whole('It holds while the body has so many seats or fewer.')),
    remedies: otherwise(
      ['RESIGN'],
      choices('What is tried in turn when a group holds too many.', [
        'AGREE',
        'RESIGN',
        'LOT',
        'LOWEST_RANKED',
        'REMOVE_ALL',
        'TOLERATE',
      ]),
    ),
    graceDays: otherwise(30, whole('How many days each remedy has.', 0, 3660)),
    waivedBy: toldOnly(optional(share('The share of the others that can waive it.'))),
    doubtsBy: optional(name('Who decides whether somebody belongs to a group.')),
  }),
  FLOOR: topic('How many seats a sector must hold.', ['classes', 'groups'], {
    classes,
    groups: names('The sectors that each hold them, by their ids.'),
    least: amount('The fewest seats of each: a number, or a share.'),
    of: otherwise('SEATS', choice('What a share is a share of.', ['SEATS', 'FILLED'])),
    rounding: otherwise('UP', choice('How a share is rounded.', ['DOWN', 'UP'])),
    graceDays: otherwise(30, whole('How many days there are to fill seats until it holds again.', 0, 3660)),
  }),
  BALANCE: topic('Classes of seats that may not outnumber others.', ['classes', 'notAbove'], {
    classes,
    notAbove: names('The classes that they may not outnumber.'),
    graceDays: otherwise(30, whole('How many days there are to fill seats until it holds again.', 0, 3660)),
  }),
  VACANCY: topic('How a seat is filled that falls vacant in mid-term.', ['classes', 'step'], {
    classes,
    step: otherwise(1, whole('Which try it is.', 1, 20)),
    by: choice('Who fills it.', [
      'RUNNER_UP',
      'NEW_RUNNER_UP',
      'ALTERNATE',
      'APPOINTMENT',
      'ORGANIZATION',
      'SPECIAL_ELECTION',
      'NEXT_ELECTION',
      'NEXT_IN_DRAW',
    ]),
    uses: optional(whole('How often it may be used between two elections.')),
    untilDaysBefore: optional(whole('Only until so many days before the next nominations begin.')),
    afterDays: optional(whole('Only when the seat has been vacant for so many days.')),
    whileFilledAtMost: optional(whole('Only while so many seats or fewer are filled.')),
    roll: toldOnly(
      otherwise('LAST', choice('Which roll of voters a special election uses.', ['LAST', 'NEW'])),
    ),
    serves: otherwise('REMAINDER', choice('For how long.', ['REMAINDER', 'FULL_TERM'])),
  }),
  DENOMINATOR: topic('What quorums and majorities are reckoned of.', ['of'], {
    of: name('What is reckoned: a quorum, a vote, a removal, a change of the charter.'),
    kind: otherwise('MAJORITY', choice('Whether it is a quorum.', ['QUORUM', 'MAJORITY'])),
    base: base('What a share is a share of.'),
    share: share('The share.'),
    strict: otherwise(false, flag('Whether more than the share is needed.')),
    least: otherwise(0, whole('The fewest, whatever the share.')),
    allBut: otherwise(0, whole('So many fewer than the share.')),
    recused: otherwise('STAY', choice('Whether those who are recused stay in the base.', ['STAY', 'LEAVE'])),
  }),
  STATUS: topic('What changes by itself for a holder who stays away.', ['classes', 'missed'], {
    classes,
    missed: choice('What was missed.', ['VOTES', 'MEETINGS', 'MONTHS']),
    inARow: whole('How many in a row.', 1, 100),
    becomes: choice('What follows.', ['WITHOUT_VOTE', 'SUSPENDED', 'ENDED']),
    backAfter: optional(
      whole('After how many attended in a row it is over; only by a decision when it is left out.', 1, 100),
    ),
  }),
  ALTERNATE: topic('When an alternate stands in.', ['classes'], {
    classes,
    when: choices('On what occasion.', ['ABSENCE', 'RECUSAL', 'VACANCY']),
    most: toldOnly(optional(whole('How many alternates there are at most.'))),
    byItself: otherwise(
      false,
      flag(
        'Whether they stand in for who is recused without being asked to, those seated first before the others.',
      ),
    ),
  }),
  REMOVAL: topic('How a holder is removed.', ['classes', 'by'], {
    classes,
    by: toldOnly(name('Who removes.')),
    decidedBy: optional(name('The body whose decision it takes, by its id; the body itself when left out.')),
    share: share('The share of votes that it takes.'),
    base: base('What it is a share of.'),
    whom: otherwise('ONE', choice('Whom one vote removes.', ['ONE', 'ALL', 'EITHER'])),
    feedbackDays: otherwise(0, whole('For how many days others are heard before.')),
    barredMonths: optional(
      whole(
        'For how many months whoever was removed is not seated again; not barred when left out.',
        1,
        1200,
      ),
    ),
  }),
  HANDOVER: topic('What whoever leaves a seat hands over to whoever comes.', ['classes', 'items'], {
    classes,
    items: names('What is handed over, such as accounts, papers, contacts and open matters.'),
    days: otherwise(14, whole('Within how many days after the mandate has ended.', 0, 3660)),
  }),
  CHAIR: topic('Who leads.', [], {
    chosenBy: toldOnly(name('Who chooses.')),
    vice: toldOnly(otherwise(false, flag('Whether there is a vice chair.'))),
    termMonths: toldOnly(optional(whole('For how many months.', 1, 1200))),
    castingVote: toldOnly(otherwise(false, flag('Whether the chair breaks ties.'))),
    holdover: toldOnly(otherwise(false, flag('Whether the chair goes on until there is a successor.'))),
  }),
  DISCLOSURE: topic('Who is shown what people and organizations disclose of their interests.', ['of'], {
    of: choices('What is disclosed: interests of people, or funding of organizations.', [
      'MONEY',
      'JOB',
      'OWNERSHIP',
      'FAMILY',
      'EARLIER_ROLE',
      'OWN_ACT',
      ...FUNDING_KINDS,
    ]),
    shownTo: choice('Who is shown it; what no clause speaks of is shown to nobody.', [
      'BODY',
      'COALITION',
      'PUBLIC',
    ]),
  }),
  CONFLICT: topic('Who stays out of what.', ['interests'], {
    interests: choices('The interests that conflict, in what a matter concerns.', [
      'PARTY',
      'SPEAKS_FOR',
      'FUNDED_BY',
      'MONEY',
      'JOB',
      'OWNERSHIP',
      'FAMILY',
      'EARLIER_ROLE',
      'OWN_ACT',
    ]),
    staysOutOf: choices(
      'What those who have one stay out of: votes leave them out, readers are told the rest.',
      ['DELIBERATION', 'VOTE', 'CHAIR'],
    ),
    keepsCastingVote: toldOnly(otherwise(false, flag('Whether a chair keeps the casting vote.'))),
    ofGroup: otherwise(false, flag('Whether related organizations count as one.')),
    decidedBy: optional(name('Who decides where too few are left who may.')),
    challengeDays: otherwise(
      7,
      whole('For how many days after a vote an interest can be challenged.', 0, 3660),
    ),
    upheldBy: otherwise(
      rational(1n, 2n),
      share('A challenge is upheld by more than this share of the members who are not involved.'),
    ),
    ifItMatters: otherwise(
      'RERUN',
      choice('What follows where the vote comes out otherwise without the ballot.', ['RERUN', 'CORRECT']),
    ),
  }),
} as const;

export type ProvisionTopic = keyof typeof PROVISION_TOPICS;

/** What a provision on a topic says, as values. */
export type ProvisionValues<T extends ProvisionTopic> = ValuesOf<(typeof PROVISION_TOPICS)[T]['parameters']>;
