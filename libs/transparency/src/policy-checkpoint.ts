import { isRefusal, refuse, type Refusal } from '#kernel';
import { openCheckpoint, type CheckpointRefusal, type OpenedCheckpoint } from './checkpoint.js';
import { SIGNATURE_TYPE } from './note-key.js';
import { type NoteRefusal } from './note.js';
import { policyKeys, weighQuorum, type Policy } from './policy.js';

export type QuorumMissing = Refusal<
  'WITNESS_QUORUM_MISSING',
  { readonly have: number; readonly needed: number }
>;

export type UntrustedCheckpoint = NoteRefusal | CheckpointRefusal | QuorumMissing;

/**
 * Opens a signed checkpoint by a policy that was held beforehand: one of its logs has signed it, under its own
 * origin, and its quorum of witnesses has cosigned it. A policy from the same place as the checkpoint proves nothing.
 */
export function openByPolicy(
  note: string | Uint8Array,
  policy: Policy,
): OpenedCheckpoint | UntrustedCheckpoint {
  const opened = openCheckpoint(note, policyKeys(policy));
  if (isRefusal(opened)) return opened;
  const { met, have, needed } = weighQuorum(
    policy,
    opened.verified.map(({ key }) => key).filter(({ type }) => type === SIGNATURE_TYPE.cosignature),
  );
  if (met) return opened;
  const because = `${have} of the witnesses have cosigned the checkpoint and the policy's quorum is not met.`;
  return refuse('WITNESS_QUORUM_MISSING', because, { clause: `quorum ${policy.quorum}`, have, needed });
}
