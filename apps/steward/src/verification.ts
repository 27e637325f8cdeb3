import {
  formatVerifierKey,
  SIGNATURE_TYPE,
  toBase64,
  utf8Text,
  type Verdict,
  type Verification,
  type VerifiedSignature,
} from '#transparency';
import type { AuditReport } from '#record';
import { counted, shown } from './terminal.js';

/**
 * A verification as one JSON document.
 *
 * @param audit what the comparison with a database found, where there was one
 */
export function documentOf(verification: Verification, audit: AuditReport | null = null) {
  const { opened, verdicts, entries, documents, disclosures, consistentWith, policyHeld, reports } =
    verification;
  return {
    verified: verdicts.length === 0 && (audit?.differences.length ?? 0) === 0,
    verdicts: verdicts.map(({ code, reason, because, place, index }) => ({
      code,
      reason,
      because,
      place,
      index,
    })),
    log: opened?.checkpoint.origin ?? null,
    size: opened?.checkpoint.size ?? null,
    root: opened ? toBase64(opened.checkpoint.root) : null,
    signedBy: keysOf(opened?.verified ?? [], SIGNATURE_TYPE.ed25519),
    witnesses: keysOf(opened?.verified ?? [], SIGNATURE_TYPE.cosignature),
    policy: policyHeld ? 'held' : 'served',
    consistentWith: [...consistentWith],
    entries,
    documents,
    disclosures,
    checks: reports.map(({ name, checked, what, skipped }) => ({
      name,
      checked,
      what,
      skipped: [...skipped],
    })),
    unknownKinds: Object.fromEntries(verification.unknownKinds),
    database: audit && {
      compared: Object.fromEntries(audit.compared.map(({ what, count }) => [what, count])),
      differences: audit.differences.map(({ table, row, because }) => ({ table, row, because })),
    },
    notChecked: notChecked(verification, audit),
    checkpoint: utf8Text(verification.note),
  };
}

/** A verification as people read it: the verdict, what it rests on, and what it does not say. */
export function textOf(verification: Verification, audit: AuditReport | null = null): string {
  const { opened, verdicts, entries, documents, disclosures, consistentWith, reports } = verification;
  const rows: [string, string][] = [];
  if (opened !== null) {
    const { size, root } = opened.checkpoint;
    rows.push(['checkpoint', `of ${counted(size)} entries, root ${toBase64(root)}`]);
    for (const key of keysOf(opened.verified, SIGNATURE_TYPE.ed25519)) rows.push(['signed by', key]);
    for (const key of keysOf(opened.verified, SIGNATURE_TYPE.cosignature)) rows.push(['cosigned by', key]);
    for (const size of consistentWith)
      rows.push(['consistent', `with the checkpoint of ${counted(size)} entries`]);
    rows.push(['entries', `${counted(entries)} under the signed root, each well formed and in its stream`]);
    rows.push(['documents', `${counted(documents)} with the hash that their entry names`]);
    rows.push(['disclosed', `${counted(disclosures)} values that open the commitment of their entry`]);
    for (const { name, checked, what, failures } of reports) {
      rows.push([
        name,
        `${what}: ${counted(checked)}, ${failures.length === 0 ? 'all hold' : `${failures.length} do not hold`}`,
      ]);
    }
  }
  if (audit !== null) {
    const compared = audit.compared.map(({ what, count }) => `${counted(count)} ${what}`).join(', ');
    rows.push(['database', `compared: ${compared}`]);
  }
  const width = Math.max(0, ...rows.map(([what]) => what.length));
  const refusals = [
    ...verdicts.map(verdictLine),
    ...(audit?.differences ?? []).map(
      ({ table, row, because }) => `DATABASE at ${table}, ${row}: ${because}`,
    ),
  ];
  const lines = [
    refusals.length === 0 ? `VERIFIED: ${opened?.checkpoint.origin ?? ''}` : 'REFUSED:',
    ...refusals.map((refusal) => `  ${refusal}`),
    ...(rows.length === 0 ? [] : ['', 'What was checked:']),
    ...rows.map(([what, found]) => `  ${what.padEnd(width)}  ${found}`),
    '',
    'What was not:',
    ...notChecked(verification, audit).map((sentence) => `  - ${sentence}`),
  ];
  return `${lines.map(shown).join('\n')}\n`;
}

function verdictLine({ code, because, place, index }: Verdict): string {
  return `${code} at ${place}${index === null ? '' : `, entry ${index}`}: ${because}`;
}

/** What this verification cannot say, and why; one sentence each. */
function notChecked(verification: Verification, audit: AuditReport | null): string[] {
  const { opened, policy, policyHeld, consistentWith, reports, unknownKinds } = verification;
  const sentences: string[] = [];
  if (!policyHeld) {
    const keys = policy?.logs.map(({ key }) => formatVerifierKey(key)).join(', ') || 'none';
    sentences.push(
      `Whose record it is: no policy was held, so the key was taken from the log itself at this first use (${keys}). Compare it with one from another place, keep the policy, and give it next time by --policy.`,
    );
  }
  if (opened !== null && consistentWith.length === 0) {
    sentences.push(
      'Whether it was rewritten before now: no earlier checkpoint was given. Keep this one and give it next time by --prior.',
    );
  }
  if (policy !== null && policy.witnesses.length === 0) {
    sentences.push('Whether others are shown the same record: the policy names no witness.');
  }
  for (const [kind, entries] of unknownKinds) {
    sentences.push(
      `What ${counted(entries)} entries of the kind ${kind} hold: this verifier does not know it.`,
    );
  }
  sentences.push(...reports.flatMap(({ skipped }) => skipped));
  sentences.push(
    ...(audit?.notCompared ?? [
      'Whether the tables of the server say the same as its record: nobody but its operator can look, by --database.',
    ]),
  );
  sentences.push('What never reached the record, and whether what was recorded is true.');
  return sentences;
}

function keysOf(verified: readonly VerifiedSignature[], type: number): string[] {
  return verified.filter(({ key }) => key.type === type).map(({ key }) => formatVerifierKey(key));
}
