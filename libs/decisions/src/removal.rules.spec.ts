import { rational, type BodyId, type MandateId } from '#kernel';
import type { DecisionOutcome } from './decision.types.js';
import { mayRemove, type RemovalState } from './removal.rules.js';

const at = (day: number) => new Date(Date.UTC(2030, 0, day));
const [body, other] = ['body', 'other'] as BodyId[];
const mandates = ['a', 'b', 'c', 'd'] as MandateId[];
const [one] = mandates;

const clause = {
  clause: '8',
  classes: null,
  by: 'the committee',
  decidedBy: null,
  share: rational(3n, 4n),
  base: 'SEATS',
  whom: 'ONE',
  feedbackDays: 14,
  barredMonths: null,
} as const;

const roster = { seats: 7, filled: 6, recused: 1, alternates: 0 };

interface State {
  readonly yes?: number;
  readonly no?: number;
  readonly outcome?: DecisionOutcome;
  readonly bodyId?: BodyId;
  readonly supersededBy?: RemovalState['decision']['supersededBy'];
  readonly takesEffectAt?: Date;
  readonly isDone?: boolean;
  readonly closesAt?: Date;
}

function stateOf({
  yes = 6,
  no = 0,
  outcome = 'PASSED',
  bodyId = body!,
  supersededBy = null,
  takesEffectAt = at(1),
  isDone = false,
  closesAt = at(15),
}: State = {}): RemovalState {
  const votes = Object.entries({ yes, no }).map(([option, count]) => ({ option, votes: String(count) }));
  const numbers = {
    entitled: '6',
    recused: '1',
    cast: String(yes + no),
    valid: String(yes + no),
    quorumNeeded: '0',
    majorityNeeded: null,
    votes,
    elected: [],
    funded: [],
  };
  return {
    decision: { bodyId, outcome, supersededBy, takesEffectAt, numbers },
    box: { roster, closesAt },
    submittedAt: at(1),
    isDone,
  };
}

const ask = (
  state: Parameters<typeof stateOf>[0] = {},
  whom: readonly MandateId[] = [one!],
  says: Partial<Parameters<typeof mayRemove>[0]> = {},
) =>
  mayRemove(
    { ...clause, ...says },
    stateOf(state),
    { bodyId: body!, mandates: whom, holding: mandates },
    at(16),
  );

describe('a decision removes a holder', () => {
  it('by the share of the base that the clause names', () => {
    expect(ask()).toBeNull();
    expect(ask({ yes: 5 })).toMatchObject({ code: 'TOO_FEW_TO_REMOVE', clause: '8', yes: 5, needed: 6 });
    expect(ask({ yes: 5 }, [one!], { base: 'FILLED' })).toBeNull();
    expect(ask({ yes: 2, no: 1 }, [one!], { base: 'VOTES', share: rational(2n, 3n) })).toBeNull();
    expect(ask({ yes: 2, no: 2 }, [one!], { base: 'VOTES', share: rational(2n, 3n) })).toMatchObject({
      needed: 3,
    });
  });

  it('of those whom the clause names', () => {
    expect(ask({ bodyId: other! })).toMatchObject({ code: 'REMOVAL_BY_OTHERS' });
    expect(ask({ bodyId: other! }, [one!], { decidedBy: other! })).toBeNull();
    expect(ask({}, [one!], { decidedBy: other! })).toMatchObject({ code: 'REMOVAL_BY_OTHERS' });
  });

  it.each([
    ['that did not pass', { outcome: 'REJECTED' as DecisionOutcome }, 'DECISION_NOT_IN_EFFECT'],
    ['that another one replaced', { supersededBy: 'later' as never }, 'DECISION_NOT_IN_EFFECT'],
    ['that takes effect later', { takesEffectAt: at(17) }, 'DECISION_NOT_IN_EFFECT'],
    ['that removed somebody before', { isDone: true }, 'ALREADY_REMOVED'],
    ['before others could be heard', { closesAt: at(14) }, 'TOO_SOON_TO_REMOVE'],
  ])('but none %s', (_, state, code) => {
    expect(ask(state)).toMatchObject({ code, clause: '8' });
  });

  it.each([
    ['ONE', 1, true],
    ['ONE', 4, false],
    ['EITHER', 1, true],
    ['EITHER', 4, true],
    ['EITHER', 2, false],
    ['ALL', 4, true],
    ['ALL', 1, false],
  ] as const)('where the clause says %s, of %d: %s', (whom, count, isAllowed) => {
    const refused = ask({}, mandates.slice(0, count), { whom });
    expect(refused === null).toBe(isAllowed);
    if (!isAllowed) expect(refused).toMatchObject({ code: 'REMOVAL_OF_OTHERS' });
  });
});
