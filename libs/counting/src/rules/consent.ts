import type { ConsentBallot } from '../ballot.js';
import { decide, sumBy, talliesOf } from '../deciding.js';
import type { ValuesOf } from '../parameters.js';
import { say } from '../result.js';
import { defineRule, type Election } from '../rule.js';
import { QUORUM_PARAMETERS } from '../threshold.js';

type ConsentElection = Election<ConsentBallot, ValuesOf<typeof QUORUM_PARAMETERS>>;

function countConsent({ ballots, params, turnout }: ConsentElection) {
  const sums = sumBy(['consent', 'concern', 'objection'], ballots, ({ position }) => position);
  const yes = sums.consent + sums.concern;
  const facts = { yes: yes.toString(), objections: sums.objection.toString() };
  const verdict = { tallies: talliesOf(sums), yes };
  if (sums.objection > 0n) {
    const sentence = say('consent.objections', 'Open objections: {objections}; back to deliberation.', facts);
    return decide({ ...verdict, decision: 'SENT_BACK', sentence }, params, turnout);
  }
  return yes > 0n
    ? decide(
        {
          ...verdict,
          decision: 'PASSED',
          sentence: say('consent.passed', 'Consents: {yes}; nobody objects: passed.', facts),
        },
        params,
        turnout,
      )
    : decide(
        {
          ...verdict,
          decision: 'REJECTED',
          sentence: say('consent.silence', 'Nobody consents, and silence is not consent: rejected.'),
        },
        params,
        turnout,
      );
}

/**
 * Consent: a proposal passes when nobody objects. The ballots that are counted hold the objections that are still
 * open; whoever's objection was resolved has changed their ballot, or the reason it was set aside is on record.
 */
export const consent = defineRule({
  id: 'consent',
  version: '1',
  text: { title: "The body's charter, after sociocratic consent decision-making", section: 'consent' },
  ballot: 'consent',
  outcome: 'decision',
  parameters: QUORUM_PARAMETERS,
  ties: [],
  count: countConsent,
});
