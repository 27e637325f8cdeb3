import { type Entry } from '../entry.js';
import { type RecordCheck } from '../record-check.js';
import { type Verification } from '../verdict.js';
import { verifyRecord, type RecordToVerify } from '../verify-record.js';
import { policyOf, type SignedRecord } from './signed-record.js';

/** Verifies a record by the policy of the specifications. */
export function verify(record: SignedRecord, more: Partial<RecordToVerify> = {}): Promise<Verification> {
  return verifyRecord({ fetchBytes: record.fetchBytes, policy: policyOf(), prior: [], checks: [], ...more });
}

/** The codes of the verdicts with the item that each one names. */
export async function verdictsOf(record: SignedRecord, more: Partial<RecordToVerify> = {}) {
  const { verdicts } = await verify(record, more);
  return verdicts.map(({ code, reason, place, index }) => ({ code, reason, place, index }));
}

/** A check of the example's own rule: each stream counts upwards by one. */
export function countsUpwards(): RecordCheck & { readonly seen: number[] } {
  const seen: number[] = [];
  const entries: Entry[] = [];
  return {
    name: 'counts',
    seen,
    see(entry, index) {
      entries.push(entry);
      seen.push(index);
    },
    finish: async (documents) => {
      for (const { docs } of entries) for (const { sha256 } of docs) await documents(sha256);
      const failures = entries.flatMap(({ ver, body }, index) =>
        body.raisedTo === ver
          ? []
          : [{ code: 'COUNT_OFF', because: `Entry ${index} raises to another number.`, index }],
      );
      return { checked: entries.length, what: 'counts checked', failures, skipped: ['nothing'] };
    },
  };
}
