import { isRefusal, type BodyId, type DecisionId, type PersonId } from '#kernel';
import type { Tally } from '#voting';
import {
  conclusionOf,
  effectOf,
  isBinding,
  mayDissent,
  mayRecord,
  type Recording,
  type RecordingState,
} from './decision.rules.js';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const tally = (outcome: Tally['outcome']) => ({ outcome }) as Tally;
const body = 'body' as BodyId;

const STATE: RecordingState = {
  box: { bodyId: body, tally: tally('PASSED'), amendment: null },
  mayAct: true,
  isRecorded: false,
  superseded: null,
};
const AMENDMENT = { amends: '', clauses: [], beginsAt: at(9).toISOString(), transitional: null };
const RECORDING: Recording = { takesEffectAt: at(2), reviewAt: null, supersedes: null };

describe('when a decision takes effect', () => {
  const effect = (box: Parameters<typeof effectOf>[0], takesEffectAt: Date | null, now: Date) =>
    effectOf(box, { takesEffectAt }, now);

  it('is at once, or when its recorder says', () => {
    expect(effect(STATE.box, null, at(2))).toEqual(at(2));
    expect(effect(STATE.box, at(5), at(2))).toEqual(at(5));
  });

  it('is when the charter changes that it adopts, and at once where it adopts none', () => {
    const box = { amendment: AMENDMENT, tally: tally('PASSED') };
    expect(effect(box, null, at(2))).toEqual(at(9));
    expect(effect(box, null, at(10))).toEqual(at(10));
    expect(effect({ ...box, tally: tally('REJECTED') }, null, at(2))).toEqual(at(2));
  });
});

describe('recording a decision', () => {
  const earlier = { bodyId: body, outcome: 'PASSED', supersededBy: null } as const;

  it.each<[string, Partial<RecordingState>, Partial<Recording>, string]>([
    ['by a stranger to the body', { mayAct: false }, {}, 'NOT_OF_THIS_BODY'],
    ['before the count', { box: { bodyId: body, tally: null, amendment: null } }, {}, 'VOTE_NOT_COUNTED'],
    ['twice', { isRecorded: true }, {}, 'DECISION_RECORDED'],
    ['that took effect yesterday', {}, { takesEffectAt: at(1) }, 'EFFECT_IN_THE_PAST'],
    ['whose review comes when it takes effect', {}, { reviewAt: at(2) }, 'REVIEW_BEFORE_EFFECT'],
    [
      'that says itself when the charter changes',
      { box: { bodyId: body, tally: tally('PASSED'), amendment: AMENDMENT } },
      {},
      'EFFECT_WAS_VOTED_ON',
    ],
    [
      'that replaces one of another body',
      { superseded: { ...earlier, bodyId: 'other' as BodyId } },
      {},
      'OTHER_BODY',
    ],
    [
      'that replaces one replaced before',
      { superseded: { ...earlier, supersededBy: 'x' as DecisionId } },
      {},
      'ALREADY_SUPERSEDED',
    ],
    [
      'that replaces another though it decided nothing',
      { superseded: earlier, box: { bodyId: body, tally: tally('REJECTED'), amendment: null } },
      {},
      'NOTHING_SUPERSEDES',
    ],
  ])('%s is refused', (_what, state, recording, code) => {
    expect(mayRecord({ ...STATE, ...state }, { ...RECORDING, ...recording }, at(2))).toMatchObject({ code });
  });

  it('is allowed at the very instant at which it takes effect, and to replace an earlier one', () => {
    expect(mayRecord(STATE, RECORDING, at(2))).toBeNull();
    expect(mayRecord({ ...STATE, superseded: earlier }, { ...RECORDING, reviewAt: at(3) }, at(2))).toBeNull();
  });
});

describe('an outcome', () => {
  it('of objections, without quorum, tied or with open seats decides nothing and sends the proposal back', () => {
    const outcomes: Tally['outcome'][] = [
      'PASSED',
      'REJECTED',
      'SENT_BACK',
      'TIED',
      'NO_QUORUM',
      'ELECTED',
      'SEATS_OPEN',
      'FUNDED',
    ];
    expect(outcomes.filter((outcome) => conclusionOf(outcome) === 'SENT_BACK')).toEqual([
      'SENT_BACK',
      'TIED',
      'NO_QUORUM',
      'SEATS_OPEN',
    ]);
    expect(outcomes.filter(isBinding)).toEqual(['PASSED', 'ELECTED', 'FUNDED']);
  });
});

describe('a dissent', () => {
  const decision = { decidedAt: at(1) };
  const by = 'ana' as PersonId;

  it('is stated by electors, within fourteen days, once', () => {
    expect(
      mayDissent(decision, [], { by, wasElector: true, now: new Date(at(15).getTime() - 1) }),
    ).toBeNull();
    expect(mayDissent(decision, [], { by, wasElector: true, now: at(15) })).toMatchObject({
      code: 'DISSENT_TOO_LATE',
      until: at(15),
    });
    expect(mayDissent(decision, [], { by, wasElector: false, now: at(1) })).toMatchObject({
      code: 'NOT_ENTITLED',
    });
    const again = mayDissent(decision, [{ personId: by }], { by, wasElector: true, now: at(1) });
    expect(isRefusal(again) && again.code).toBe('DISSENT_STATED');
  });
});
