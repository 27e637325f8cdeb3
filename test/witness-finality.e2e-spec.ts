import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clause } from '#assembly';
import { Decisions } from '#decisions';
import { startTestWitness, type TestWitness } from '../apps/witness/src/spec-support/witness-world.js';
import { charterOf, Committee, committed, english } from './support/committee.js';
import { untilPublished } from './support/log-reader.js';
import { newContents, startSite, type Site } from './support/sites.js';
import { policyFileOf, until, watch } from './support/watched.js';

const SEATS = 3;
const FINALITY: Clause = {
  topic: 'FINALITY',
  precedence: 1,
  source: { text: 'Binding is what both partners have witnessed.', section: '9', lang: 'en' },
  witnesses: 2,
};

let folder: string;
let witnesses: [TestWitness, TestWitness];
let site: Site;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quorate-final-'));
  witnesses = [
    await startTestWitness({ name: 'witness.partner.example' }),
    await startTestWitness({ name: 'witness.city.example' }),
  ];
  site = await startSite(await newContents(), {
    QUORATE_WITNESS_POLICY: await policyFileOf(folder, witnesses),
  });
}, 60_000);

afterAll(async () => {
  await site.stop();
  for (const witness of witnesses) await witness.remove();
  await rm(folder, { recursive: true });
});

/** Lets a committee decide something. */
async function decide(committee: Committee): Promise<void> {
  const box = await committee.box(60_000);
  for (let n = 0; n < SEATS; n += 1) committed(await committee.vote(box, n));
  await committee.close(box);
  const recorded = await site.app.get(Decisions).recordDecision(committee.actor(committee.member(0)), {
    boxId: box.id,
    rationale: english('Because all agree.'),
    takesEffectAt: null,
    reviewAt: null,
    supersedes: null,
  });
  committed(recorded);
}

/** What anybody reads of the finality of a coalition's decisions, and what their bodies' charters say of it. */
async function finalityOf({ slug }: Committee) {
  const query = `query ($coalition: String!) {
    decisions(coalition: $coalition) {
      nodes {
        finality { final cosigned { have needed met } }
        body { charter { clauses { ... on FinalityClause { witnesses } } } }
      }
    }
  }`;
  const response = await fetch(`${site.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { coalition: slug } }),
  });
  const { data } = (await response.json()) as {
    data: { decisions: { nodes: { finality: unknown; body: { charter: { clauses: object[] } } }[] } };
  };
  const [decision] = data.decisions.nodes;
  return {
    finality: decision?.finality,
    clauses: decision?.body.charter.clauses.filter((clause) => 'witnesses' in clause),
  };
}

const state = (have: number, needed: number) => ({
  final: have >= needed,
  cosigned: { have, needed, met: have >= needed },
});

it('a decision is final when as many witnesses have cosigned it as the charter asks for', async () => {
  const committee = await Committee.seat(site, SEATS, { clauses: [...charterOf(SEATS), FINALITY] });
  await decide(committee);
  expect(await finalityOf(committee)).toEqual({ finality: state(0, 2), clauses: [{ witnesses: 2 }] });

  await untilPublished(site.url, committee.slug);
  const reaches = async (have: number) =>
    JSON.stringify((await finalityOf(committee)).finality) === JSON.stringify(state(have, 2));
  await watch([witnesses[0]], site.url, committee.slug);
  await until('one has cosigned it', () => reaches(1));
  await watch([witnesses[1]], site.url, committee.slug);
  await until('both have cosigned it', () => reaches(2));

  const facts: { body: string }[] = await site.database.dataSource.query(
    `SELECT convert_from(entry, 'UTF8')::json ->> 'body' AS body FROM record_event
     WHERE coalition_id = $1 AND kind = 'decision.recorded'`,
    [committee.coalitionId],
  );
  expect(facts.map(({ body }) => JSON.parse(body))).toEqual([expect.objectContaining({ witnesses: 2 })]);
}, 120_000);

it('a decision is final at once where the charter asks for no witness', async () => {
  const committee = await Committee.seat(site, SEATS);
  await decide(committee);
  expect(await finalityOf(committee)).toEqual({ finality: state(0, 0), clauses: [] });
}, 60_000);
