import { isRefusal, refuse, type Refusal } from '#kernel';
import { equalBytes, parseDecimal, utf8Text } from './bytes.js';
import { parseVerifierKey, SIGNATURE_TYPE, type SignatureType, type VerifierKey } from './note-key.js';
import { NO_QUORUM, type Policy, type PolicyGroup, type PolicyLog, type PolicyWitness } from './policy.js';

export type PolicyMalformed = Refusal<'POLICY_MALFORMED', { readonly line: number }>;

/** Lines that are read; far above the 32 logs, witnesses and groups that the text asks for. */
const MAX_LINES = 2000;

/**
 * Reads a policy (C2SP tlog-policy): `log`, `witness`, `group` and exactly one `quorum` line. Refuses what the
 * text forbids, naming the line: a name used before it is defined, defined twice, or member of two groups; a
 * public key listed twice; a threshold outside 1 to the number of members; other control characters than tab
 * and newline. Unlike the text it asks for UTF-8, and for keys of type 0x01 for logs and 0x04 for witnesses.
 */
export function parsePolicy(policy: string | Uint8Array): Policy | PolicyMalformed {
  const text = typeof policy === 'string' ? policy : utf8Text(policy);
  if (text === null) return malformed(0, 'is not valid UTF-8');
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) return malformed(MAX_LINES, 'is beyond the lines that are read');
  const draft = new PolicyDraft();
  for (const [place, line] of lines.entries()) {
    const fault = draft.take(line);
    if (fault !== null) return malformed(place + 1, fault);
  }
  return draft.finish() ?? malformed(lines.length, 'ends the policy without a quorum');
}

function malformed(line: number, fault: string): PolicyMalformed {
  return refuse('POLICY_MALFORMED', `Line ${line} of the policy ${fault}.`, {
    clause: 'C2SP tlog-policy',
    line,
  });
}

/** Takes one line after the other. What is wrong with a line is answered as the rest of a sentence, else null. */
class PolicyDraft {
  private readonly logs: PolicyLog[] = [];
  private readonly witnesses: PolicyWitness[] = [];
  private readonly groups: PolicyGroup[] = [];
  private readonly defined = new Set<string>();
  private readonly members = new Set<string>();
  private quorum: string | null = null;

  take(line: string): string | null {
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) return 'has a control character';
    const [keyword = '', ...words] = line.split(/[ \t]+/).filter((word) => word !== '');
    if (keyword === '' || keyword.startsWith('#')) return null;
    switch (keyword) {
      case 'log':
        return this.takeLog(words);
      case 'witness':
        return this.takeWitness(words);
      case 'group':
        return this.takeGroup(words);
      case 'quorum':
        return this.takeQuorum(words);
      default:
        return `begins with the unknown word ${keyword}`;
    }
  }

  finish(): Policy | null {
    const { logs, witnesses, groups, quorum } = this;
    return quorum === null ? null : { logs, witnesses, groups, quorum };
  }

  private takeLog([keyText, url, ...more]: readonly string[]): string | null {
    if (keyText === undefined || more.length > 0) return 'is not: log <key> [<url>]';
    const key = readKey(keyText, SIGNATURE_TYPE.ed25519, this.logs);
    if (typeof key === 'string') return key;
    this.logs.push({ key, url: url ?? null });
    return null;
  }

  private takeWitness([name, keyText, url, ...more]: readonly string[]): string | null {
    if (name === undefined || keyText === undefined || more.length > 0) {
      return 'is not: witness <name> <key> [<url>]';
    }
    const key = readKey(keyText, SIGNATURE_TYPE.cosignature, this.witnesses);
    if (typeof key === 'string') return key;
    this.witnesses.push({ name, key, url: url ?? null });
    return this.define(name);
  }

  private takeGroup([name, thresholdText, ...members]: readonly string[]): string | null {
    if (name === undefined || thresholdText === undefined || members.length === 0) {
      return 'is not: group <name> all|any|<k> <member>...';
    }
    const threshold = readThreshold(thresholdText, members.length);
    if (threshold === null) return `asks for ${thresholdText} of ${members.length} members`;
    for (const member of members) {
      if (!this.defined.has(member)) return `names ${member} before it is defined`;
      if (this.members.has(member)) return `names ${member}, which is a member already`;
      this.members.add(member);
    }
    this.groups.push({ name, threshold, members });
    return this.define(name);
  }

  private takeQuorum([name, ...more]: readonly string[]): string | null {
    if (name === undefined || more.length > 0) return 'is not: quorum <name>';
    if (this.quorum !== null) return 'is a second quorum';
    if (name !== NO_QUORUM && !this.defined.has(name)) return `names ${name} before it is defined`;
    this.quorum = name;
    return null;
  }

  private define(name: string): string | null {
    if (name === NO_QUORUM) return 'defines the name none, which stands for no quorum';
    if (this.defined.has(name)) return `defines ${name} a second time`;
    this.defined.add(name);
    return null;
  }
}

/** Reads a key of the wanted type that is not among the others yet; else says what is wrong. */
function readKey(
  text: string,
  type: SignatureType,
  others: readonly { readonly key: VerifierKey }[],
): VerifierKey | string {
  const key = parseVerifierKey(text);
  if (isRefusal(key)) return 'has no verifier key of an Ed25519 log or witness';
  if (key.type !== type) return `has a key of signature type ${key.type}, not ${type}`;
  const isRepeated = others.some((other) => equalBytes(other.key.publicKey, key.publicKey));
  return isRepeated ? 'repeats a public key' : key;
}

function readThreshold(text: string, members: number): number | null {
  if (text === 'all') return members;
  if (text === 'any') return 1;
  const threshold = parseDecimal(text);
  return threshold === null || threshold < 1 || threshold > members ? null : threshold;
}
