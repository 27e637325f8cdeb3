import { equalBytes } from './bytes.js';
import { formatVerifierKey, type VerifierKey } from './note-key.js';

/** The name that stands for no quorum at all. */
export const NO_QUORUM = 'none';

/** A log that is trusted: a checkpoint that its key signed is its own. */
export interface PolicyLog {
  readonly key: VerifierKey;
  readonly url: string | null;
  /** Written above the line, as for the time in which a key was valid; lost when the text is read. */
  readonly comment?: string;
}

/** A witness, under a name that only the policy knows. */
export interface PolicyWitness {
  readonly name: string;
  readonly key: VerifierKey;
  readonly url: string | null;
}

/** Witnesses or groups, of which at least `threshold` must have witnessed a checkpoint. */
export interface PolicyGroup {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

/** Which checkpoints to believe (C2SP tlog-policy): signed by any of the logs and cosigned by the quorum. */
export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  /** In an order in which a group comes after its members. */
  readonly groups: readonly PolicyGroup[];
  /** The name of a witness or a group, or `none`. */
  readonly quorum: string;
}

/** The policy's text. */
export function formatPolicy({ logs, witnesses, groups, quorum }: Policy): string {
  const lines = [
    ...logs.flatMap(({ key, url, comment }) => [
      ...(comment === undefined ? [] : [`# ${comment}`]),
      words('log', formatVerifierKey(key), url),
    ]),
    ...witnesses.map(({ name, key, url }) => words('witness', name, formatVerifierKey(key), url)),
    ...groups.map(({ name, threshold, members }) => words('group', name, String(threshold), ...members)),
    words('quorum', quorum),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function words(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(' ');
}

/** All the keys that a policy knows: of its logs and of its witnesses. */
export function policyKeys({ logs, witnesses }: Policy): VerifierKey[] {
  return [...logs, ...witnesses].map(({ key }) => key);
}

/** How far a checkpoint's cosignatures go towards the quorum. */
export interface QuorumState {
  readonly met: boolean;
  /** Witnesses of the quorum that have cosigned. */
  readonly have: number;
  /** The fewest witnesses that could meet the quorum. */
  readonly needed: number;
}

/** Weighs the keys whose cosignatures hold against the policy's quorum. Keys that are no witnesses do not count. */
export function weighQuorum(policy: Policy, cosigners: readonly VerifierKey[]): QuorumState {
  const states = new Map<string, QuorumState>([[NO_QUORUM, { met: true, have: 0, needed: 0 }]]);
  for (const { name, key } of policy.witnesses) {
    const met = cosigners.some(
      (cosigner) => cosigner.type === key.type && equalBytes(cosigner.publicKey, key.publicKey),
    );
    states.set(name, { met, have: met ? 1 : 0, needed: 1 });
  }
  for (const group of policy.groups) {
    const members = group.members.map((member) => stateOf(states, member));
    const needs = members.map(({ needed }) => needed).sort((a, b) => a - b);
    states.set(group.name, {
      met: members.filter(({ met }) => met).length >= group.threshold,
      have: sum(members.map(({ have }) => have)),
      needed: sum(needs.slice(0, group.threshold)),
    });
  }
  return stateOf(states, policy.quorum);
}

function stateOf(states: ReadonlyMap<string, QuorumState>, name: string): QuorumState {
  const state = states.get(name);
  if (state === undefined) throw new RangeError(`The policy does not define ${name} before it uses it.`);
  return state;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
