import { charterDigest, type CharterAmendment } from '#assembly';
import {
  parseCanonical,
  type CheckFailure,
  type CheckReport,
  type Entry,
  type JsonObject,
  type JsonValue,
  type ReadDocument,
  type RecordCheck,
} from '#transparency';

const BODY_ESTABLISHED = 'body.established';
const CHARTER_AMENDED = 'charter.amended';
const BOX_OPENED = 'box.opened';
const DECISION_RECORDED = 'decision.recorded';

/** A charter version, as its entry tells it. */
interface Version {
  readonly number: number;
  readonly digest: string;
  /** UTC with milliseconds, so that texts compare as instants do. */
  readonly beginsAt: string;
}

/** What the record says of one decision: which body took it, with which outcome, and what it was asked. */
interface Taken {
  readonly body: string;
  readonly outcome: string;
  /** Digest of the amendment that the vote froze; null where there was none. */
  readonly amendment: string | null;
}

/**
 * Follows the charters from the record alone: each version was adopted by a decision of its own body, which had passed
 * exactly that amendment in a vote; and whatever is done under a charter names the version in force at its instant.
 */
export function charterCheck(): RecordCheck {
  const bodies = new Map<string, Version[]>();
  /** The amendment that each vote froze. */
  const boxes = new Map<string, string | null>();
  const decisions = new Map<string, Taken>();
  const amended: { readonly index: number; readonly amendment: string; readonly digest: string }[] = [];
  const hashes = new Set<string>();
  const failures: CheckFailure[] = [];
  let checked = 0;
  const fail = (index: number, because: string) => failures.push({ code: 'CHARTER', because, index });

  function see(entry: Entry, index: number): void {
    seeRule(entry, index);
    switch (entry.kind) {
      case BODY_ESTABLISHED:
        bodies.set(entry.stream, [versionIn(entry)]);
        checked += 1;
        break;
      case CHARTER_AMENDED:
        seeAmended(entry, index);
        break;
      case BOX_OPENED:
        boxes.set(entry.stream, textOf(member(entry.body.terms, 'amendment')) || null);
        hashes.add(textOf(entry.body.boxHash));
        break;
      case DECISION_RECORDED:
        decisions.set(entry.stream, {
          body: textOf(entry.body.body),
          outcome: textOf(entry.body.outcome),
          amendment: boxes.get(textOf(entry.body.box)) ?? null,
        });
        break;
    }
  }

  /** An entry about a body that names a rule names the charter in force, unless it names the terms of a vote. */
  function seeRule({ id, kind, at, rule, body }: Entry, index: number): void {
    const about = textOf(member(body.terms, 'body')) || textOf(body.body);
    const versions = bodies.get(about);
    if (!versions || rule === null || hashes.has(rule)) return;
    checked += 1;
    if (versions.findLast(({ beginsAt }) => beginsAt <= at)?.digest === rule) return;
    fail(index, `Entry ${id} (${kind}) names another charter than the one in force at ${at}.`);
  }

  function seeAmended(entry: Entry, index: number): void {
    const { stream, at, body } = entry;
    const versions = bodies.get(stream) ?? [];
    const version = versionIn(entry);
    const last = versions.at(-1);
    const by = decisions.get(textOf(body.decision));
    checked += 1;
    if (
      !last ||
      version.number !== last.number + 1 ||
      version.beginsAt <= last.beginsAt ||
      version.beginsAt < at
    ) {
      fail(index, `Version ${version.number} of the charter of ${stream} does not follow the one before.`);
    }
    if (by?.body !== stream || by.outcome !== 'PASSED' || by.amendment !== textOf(body.amendment)) {
      fail(index, `No decision of ${stream} adopted version ${version.number} of its charter.`);
    }
    amended.push({ index, amendment: textOf(body.amendment), digest: version.digest });
    bodies.set(stream, [...versions, version]);
  }

  async function finish(documents: ReadDocument): Promise<CheckReport> {
    for (const { index, amendment, digest } of amended) {
      // The bytes are those that the vote froze by this digest; of another form, they give another charter.
      const voted = parseCanonical(await documents(amendment)) as unknown as CharterAmendment | null;
      if (!voted || charterDigest(voted.clauses) !== digest) {
        fail(index, 'A charter was adopted whose clauses are not those that were voted on.');
      }
    }
    return { what: 'acts under charters followed', checked, failures, skipped: [] };
  }

  return { name: 'charters', see, finish };
}

function versionIn({ body }: Entry): Version {
  const { charter } = body;
  return {
    number: Number(member(charter, 'number')),
    digest: textOf(member(charter, 'digest')),
    beginsAt: textOf(member(charter, 'beginsAt')),
  };
}

function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as JsonObject)[name];
}

/** A text; empty where it holds something else, which then fits nothing. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
