import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import { isRefusal } from '#kernel';
import { CONFIG, errorCode, OperatorProblem, type Config } from '#platform';
import {
  formatVerifierKey,
  NO_QUORUM,
  parsePolicy,
  weighQuorum,
  type Policy,
  type PolicyLog,
  type PolicyWitness,
  type QuorumState,
} from '#transparency';

/** A witness that can be asked. */
export interface AskedWitness extends PolicyWitness {
  readonly url: string;
  /** Its verifier key as text, by which what it said is kept. */
  readonly keyText: string;
}

const NOBODY: Policy = { logs: [], witnesses: [], groups: [], quorum: NO_QUORUM };

/** Which witnesses watch the logs of this server, and which of them make a quorum: the operator's file, read once. */
@Injectable()
export class WitnessPolicy {
  readonly witnesses: readonly AskedWitness[];
  private readonly policy: Policy;

  /** @throws OperatorProblem for a file that cannot be read or is no policy, or a witness without an address */
  constructor(@Inject(CONFIG) { witnessPolicyFile }: Pick<Config, 'witnessPolicyFile'>) {
    this.policy = witnessPolicyFile === null ? NOBODY : readPolicy(witnessPolicyFile);
    this.witnesses = this.policy.witnesses.map(asked);
  }

  /** The policy by which a stranger believes a log: its keys, these witnesses and their quorum. */
  of(logs: readonly PolicyLog[]): Policy {
    return { ...this.policy, logs };
  }

  /** How far the cosignatures of these witnesses, by their verifier keys, go towards the quorum. */
  weigh(keyTexts: readonly string[]): QuorumState {
    const cosigners = this.witnesses.filter(({ keyText }) => keyTexts.includes(keyText));
    return weighQuorum(
      this.policy,
      cosigners.map(({ key }) => key),
    );
  }
}

function readPolicy(file: string): Policy {
  let text: Uint8Array;
  try {
    text = readFileSync(file);
  } catch (error) {
    throw new OperatorProblem(
      `QUORATE_WITNESS_POLICY names ${file}, which cannot be read (${errorCode(error) ?? String(error)}).`,
    );
  }
  const policy = parsePolicy(text);
  if (isRefusal(policy)) throw new OperatorProblem(`QUORATE_WITNESS_POLICY, ${file}: ${policy.because}`);
  return policy;
}

function asked(witness: PolicyWitness): AskedWitness {
  const { name, key, url } = witness;
  const isWebAddress = url !== null && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (isWebAddress) return { ...witness, url: url.replace(/\/+$/, ''), keyText: formatVerifierKey(key) };
  throw new OperatorProblem(
    `QUORATE_WITNESS_POLICY names the witness ${name} without its web address; write it behind the key.`,
  );
}
