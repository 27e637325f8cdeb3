import { choice } from './parameters.js';

/** How a paper is read whose marks are not one option a place, by the configuration of RCTab. */
export const READING_PARAMETERS = {
  overvote: choice(
    ['exhaust', 'skip', 'exhaust_if_multiple_continuing'],
    'What a place with several marks does to the paper.',
    'exhaust',
  ),
  maxSkipped: {
    type: 'integer',
    min: 0,
    max: 1000,
    default: 1000,
    meaning: 'How many places in a row may be left empty before the paper is exhausted.',
  },
  repeated: choice(['skip', 'exhaust'], 'What an option ranked a second time does to the paper.', 'skip'),
  maxRankings: {
    type: 'integer',
    min: 1,
    max: 1000,
    default: 1000,
    meaning: 'How many places of a paper are read.',
  },
} as const;

/** Who goes first, and how equal votes are told apart, by the configuration of RCTab. */
export const ELIMINATION_PARAMETERS = {
  minimumVotes: {
    type: 'integer',
    min: 0,
    max: 1_000_000_000,
    default: 0,
    meaning: 'Options with fewer votes are eliminated together, before anybody else.',
  },
  tiebreak: choice(
    ['lot', 'earlier_round'],
    'Whether a tie goes to the lot at once, or first to the most recent round that tells the tied apart.',
    'lot',
  ),
} as const;
