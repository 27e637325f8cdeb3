import { listNames } from '#counting';
import type { TurnWords } from './words.js';

const DOES = {
  CHAIR: ['chair', 'chairs'],
  FACILITATOR: ['facilitate', 'facilitates'],
  NOTE_TAKER: ['take notes', 'takes notes'],
  SPOKESPERSON: ['speak for the body', 'speaks for the body'],
} as const;

const counts = (had: number, fewest: number, most: number) =>
  `${had}, the others ${fewest === most ? fewest : `${fewest} to ${most}`}`;

export const ENGLISH: TurnWords = {
  lang: 'en',
  former: 'A former member',
  turns: 'Turns',
  roles: {
    CHAIR: 'Chair',
    FACILITATOR: 'Facilitator',
    NOTE_TAKER: 'Note-taker',
    SPOKESPERSON: 'Spokesperson',
  },
  nobodyYet: 'nobody yet',
  say: {
    open: ({ role, from, until }) => `Nobody ${DOES[role][1]} from ${from} until ${until}: the turn is open.`,
    you: ({ role, from, until }) => `You ${DOES[role][0]} from ${from} until ${until}.`,
    holder: ({ role, from, until, name }) => `${name} ${DOES[role][1]} from ${from} until ${until}.`,
    swapped: () => 'Both people agreed to exchange their turns.',
    overridden: () => 'The plan was overridden for this turn; whoever was passed over keeps the lag.',
    stoodIn: () => 'They stood in for somebody who did not come, and the turn counts as theirs.',
    missed: () => 'Nobody served: the turn was missed and counts for nobody.',
    passedOver: ({ sectors }) =>
      `The turn was due to ${listNames(sectors)}, which had nobody free and keeps its lag.`,
    nextSector: ({ sector, lag }) => `${sector} was next, ${lag} of a turn behind.`,
    sector: ({ sector, lag }) => `${sector} was ${lag} of a turn behind, with the earliest deadline.`,
    yourTurnsBefore: ({ had, fewest, most }) => `Turns before it: You ${counts(had, fewest, most)}.`,
    turnsBefore: ({ name, had, fewest, most }) => `Turns before it: ${name} ${counts(had, fewest, most)}.`,
    away: ({ names }) => `Not free at that time: ${listNames(names)}.`,
    youBefore: () => 'You have the turn before.',
    before: ({ name }) => `${name} has the turn before.`,
    swapEffect: ({ name, sector, turns, now, earlier }) =>
      `${name}${sector === null ? '' : ` (${sector})`} keeps ${turns} turns, and serves from ${now} instead of ${earlier}.`,
  },
};
