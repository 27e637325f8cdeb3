import {
  parseCanonical,
  type CheckFailure,
  type CheckReport,
  type Entry,
  type JsonValue,
  type ReadDocument,
  type RecordCheck,
} from '#transparency';
import { BALLOT_CAST, BOX_CLOSED, BOX_OPENED, type BoxTerms, type ElectorLine } from './box.entries.js';
import type { SetAside } from './voting.types.js';

/** The kind of entry by which the assembly records who was there. */
const ATTENDANCE_RECORDED = 'attendance.recorded';

interface SeenVote {
  readonly terms: BoxTerms;
  readonly cast: Set<string>;
  setAside: readonly SetAside[];
}

/**
 * Compares who is said to have taken part in a vote with the vote: of its electors those who cast a ballot took part,
 * those whose ballot is not counted because they are recused are excused, and the others missed it.
 */
export function voteAttendanceCheck(): RecordCheck {
  const votes = new Map<string, SeenVote>();
  const told: { readonly index: number; readonly body: Entry['body'] }[] = [];

  function see({ kind, stream, body }: Entry, index: number): void {
    switch (kind) {
      case BOX_OPENED:
        // The entry's own hash binds the terms; boxCheck looks at their form.
        votes.set(stream, { terms: body.terms as unknown as BoxTerms, cast: new Set(), setAside: [] });
        break;
      case BALLOT_CAST:
        votes.get(textOf(body.box))?.cast.add(textOf(body.elector));
        break;
      case BOX_CLOSED: {
        const vote = votes.get(stream);
        if (vote) vote.setAside = body.setAside as unknown as readonly SetAside[];
        break;
      }
      case ATTENDANCE_RECORDED:
        if (body.occasion === 'VOTE') told.push({ index, body });
        break;
    }
  }

  async function finish(documents: ReadDocument): Promise<CheckReport> {
    const failures: CheckFailure[] = [];
    for (const { index, body } of told) {
      const vote = votes.get(textOf(body.box));
      if (vote && (await isOf(vote, body, documents))) continue;
      const because = `Others are said to have taken part in the vote ${textOf(body.box)}, or to have missed it, than did.`;
      failures.push({ code: 'ATTENDANCE', because, index });
    }
    return {
      what: 'votes compared with who took part',
      checked: told.length,
      failures,
      skipped: [],
    };
  }

  return { name: 'attendance of votes', see, finish };
}

async function isOf(
  { terms, cast, setAside }: SeenVote,
  body: Entry['body'],
  documents: ReadDocument,
): Promise<boolean> {
  const lines = parseCanonical(await documents(terms.electorate)) as unknown as readonly ElectorLine[] | null;
  const electors: readonly string[] = (lines ?? []).map(({ elector }) => elector).toSorted();
  const recused = new Set<string>(setAside.map(({ elector }) => elector));
  const those = (belongs: (elector: string) => boolean) => electors.filter(belongs);
  const found = {
    attended: those((elector) => cast.has(elector) && !recused.has(elector)),
    missed: those((elector) => !cast.has(elector) && !recused.has(elector)),
    excused: those((elector) => recused.has(elector)),
  };
  return (
    body.body === terms.body &&
    body.heldAt === terms.closesAt &&
    Object.entries(found).every(([name, those]) => JSON.stringify(those) === JSON.stringify(body[name]))
  );
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
