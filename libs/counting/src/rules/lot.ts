import { explainFigures } from '../names.js';
import { defineRule } from '../rule.js';
import { inLotOrder, seatFromRanking } from '../seats.js';

const PLACE = { key: 'lot.place', text: 'Place {place}: {name}.' };

/** Sortition: the verifiable draw itself decides, and there are no ballots. */
export const lot = defineRule({
  id: 'lot',
  version: '1',
  text: { title: 'The verifiable draw of this record', section: 'pool committed before the seed exists' },
  ballot: null,
  outcome: 'election',
  parameters: {},
  ties: ['Without a draw every option is tied with every other.'],
  count: ({ options, seats, lot: order }) => {
    const ids = options.map(({ id }) => id);
    const ranking = order === null ? (ids.length > 0 ? [ids] : []) : inLotOrder(ids, order).map((id) => [id]);
    return {
      ...seatFromRanking(ranking, seats, order),
      explanation: explainFigures(options, ranking, PLACE, () => ''),
    };
  },
});
