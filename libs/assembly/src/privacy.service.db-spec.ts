import { randomUUID } from 'node:crypto';
import type { PersonId } from '#kernel';
import { Vault, WrappingKeys } from '#platform';
import { PrivateReading, reapplyErasures } from '#record';
import { loadPerson } from './person.queries.js';
import { PersonalData, type ErasePersonalData } from './privacy.service.js';
import { committed, World } from './spec-support/world.js';

let world: World;
let data: PersonalData;

beforeAll(async () => {
  world = await World.begin();
  data = world.get(PersonalData);
});

afterAll(() => world.end());

const query = (sql: string, values: unknown[] = []) => world.database.dataSource.query(sql, values);

const erasing = (personId: PersonId, more: Partial<ErasePersonalData> = {}): ErasePersonalData => ({
  of: { noun: 'Person', id: personId },
  fields: null,
  basis: 'CONSENT_WITHDRAWN',
  reference: 'Letter of 2 November',
  decisionId: null,
  ...more,
});

const erase = (personId: PersonId, more: Partial<ErasePersonalData> = {}) =>
  data.erase(world.actor(), erasing(personId, more));

async function nameOf(personId: PersonId): Promise<string | null> {
  const person = await loadPerson(world.database.dataSource.manager, world.coalitionId, personId);
  return world.get(PrivateReading).open(person?.name ?? null);
}

async function registered(name: string): Promise<{ personId: PersonId; email: string }> {
  const email = `${randomUUID()}@example.org`;
  const acted = await world.people.registerPerson(world.actor(), { name, email, steward: false });
  return { personId: committed(acted).result.personId, email };
}

describe('erasing a person', () => {
  it('leaves neither name nor key nor account, and an entry that says on which ground', async () => {
    const { personId, email } = await registered('Wenceslas Thirteen');
    const before = await world.entriesOf(personId);
    const account = () => query('SELECT FROM account_person WHERE person_id = $1', [personId]);
    expect(await account()).toHaveLength(1);
    const acted = committed(await erase(personId));
    expect(acted.result).toEqual({ commitments: 1, documents: 0 });
    expect(await nameOf(personId)).toBeNull();
    expect(await query('SELECT FROM record_private WHERE subject = $1', [personId])).toEqual([]);
    expect(await query('SELECT FROM record_subject_key WHERE subject = $1', [personId])).toEqual([]);
    expect(await account()).toEqual([]);
    expect(await world.accounts.find(world.database.dataSource, email)).toBeNull();
    expect(await world.entriesOf(personId)).toEqual(before);
    const [line] = await query('SELECT entry FROM record_event WHERE id = $1', [acted.entryId]);
    expect(JSON.parse(line.entry)).toMatchObject({
      kind: 'privacy.erased',
      actor: { role: 'steward', commit: expect.any(String) },
      body: {
        ref: personId,
        fields: null,
        commitments: 1,
        documents: [],
        legalBasis: 'CONSENT_WITHDRAWN',
        decidedBy: null,
      },
      commit: { reference: expect.any(String) },
    });
  });

  it('is refused a second time, to whoever is no steward, and of what is not there', async () => {
    const { personId } = await registered('Bo');
    expect(await data.erase(world.actor(personId), erasing(personId))).toMatchObject({
      code: 'NOT_A_STEWARD',
    });
    committed(await erase(personId));
    expect(await erase(personId)).toMatchObject({ code: 'NOTHING_TO_ERASE' });
    await expect(erase(randomUUID() as PersonId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const unknown = erase(world.founderId, { decisionId: randomUUID() as never });
    await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused while the person holds a seat; the request may be declined, in the record', async () => {
    const { personId } = await registered('Cy');
    const seatId = await world.seat(await world.body());
    const appoint = { seatId, personId, onBehalfOf: null, beginsAt: null, endsAt: null };
    const { mandateId } = committed(await world.seats.appoint(world.actor(), appoint)).result;
    expect(await erase(personId)).toMatchObject({ code: 'HOLDS_OFFICE', clause: 'GDPR article 17(3)(b)' });
    expect(await erase(personId, { fields: ['name'] })).toMatchObject({ code: 'HOLDS_OFFICE' });
    expect(await nameOf(personId)).toBe('Cy');
    const declined = {
      of: { noun: 'Person', id: personId },
      ground: 'LEGAL_OBLIGATION_OR_OFFICE',
      reference: 'File 3',
    } as const;
    committed(await data.decline(world.actor(), declined));
    const end = { mandateId, expectedVersion: 1, endsAt: null, because: 'A reason' };
    committed(await world.seats.endMandate(world.actor(), end));
    expect(committed(await erase(personId)).result).toEqual({ commitments: 3, documents: 0 });
  });

  it('is not to be had under another name: of a person in office, or of the whole coalition', async () => {
    const { personId } = await registered('Cleo');
    const appoint = { personId, onBehalfOf: null, beginsAt: null, endsAt: null };
    const seatId = await world.seat(await world.body());
    const appointed = committed(await world.seats.appoint(world.actor(), { ...appoint, seatId }));
    const asMandate = await erase(personId, { of: { noun: 'Mandate', id: appointed.result.mandateId } });
    expect(asMandate).toMatchObject({ code: 'HOLDS_OFFICE' });
    const asProposal = erase(personId, { of: { noun: 'Proposal', id: personId } });
    await expect(asProposal).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(erase(world.coalitionId as never)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await nameOf(personId)).toBe('Cleo');
  });

  it('takes a name wherever it stands, and leaves the rest of the person', async () => {
    const { personId, email } = await registered('Di');
    expect(committed(await erase(personId, { fields: ['name'] })).result.commitments).toBe(1);
    expect(await nameOf(personId)).toBeNull();
    expect(await query('SELECT FROM record_subject_key WHERE subject = $1', [personId])).toHaveLength(1);
    expect(await world.accounts.find(world.database.dataSource, email)).not.toBeNull();
  });

  it('keeps the account that speaks for somebody else or may found', async () => {
    const acted = committed(
      await world.coalitions.foundCoalition(
        await world.accounts.ensure(world.database.dataSource, 'two@example.org', { founder: true }),
        randomUUID(),
        { slug: 'two', name: [], founderName: 'Two' },
      ),
    );
    const { coalitionId, founderId } = acted.result;
    const actor = { coalitionId, personId: founderId, key: randomUUID(), request: null };
    committed(await data.erase(actor, erasing(founderId)));
    expect(await world.accounts.find(world.database.dataSource, 'two@example.org')).not.toBeNull();
  });
});

describe('the database', () => {
  it('deletes nothing without an entry that says why, and no key of what still stands', async () => {
    const { personId } = await registered('Ev');
    const deletion = query('DELETE FROM record_private WHERE subject = $1', [personId]);
    await expect(deletion).rejects.toThrow('Nothing is erased without an entry');
    const spent = query('DELETE FROM record_subject_key WHERE subject = $1', [personId]);
    await expect(spent).rejects.toThrow('record_private_has_its_key');
    const own = query('DELETE FROM record_subject_key WHERE subject = coalition_id');
    await expect(own).rejects.toThrow('never erased');
    const changed = query("UPDATE record_private SET sealed = '' WHERE subject = $1", [personId]);
    await expect(changed).rejects.toThrow('never rewritten');
  });
});

describe('putting a name right', () => {
  const rectify = (personId: PersonId, by: PersonId, expectedVersion = 1, eraseWrong = true) =>
    data.rectify(world.actor(by), { personId, expectedVersion, name: 'Right', eraseWrong });

  it('is an entry of its own, by the person or a steward; the wrong name goes if they want', async () => {
    const { personId } = await registered('Wrong');
    const { personId: other } = await registered('Other');
    expect(await rectify(personId, other)).toMatchObject({ code: 'NOT_YOUR_NAME' });
    committed(await rectify(personId, personId));
    expect(await nameOf(personId)).toBe('Right');
    const held = await query(
      'SELECT stream_version AS version FROM record_private WHERE stream = $1 ORDER BY 1',
      [personId],
    );
    expect(held).toEqual([{ version: 2 }]);
    const erased = await query('SELECT legal_basis FROM record_erasure WHERE stream = $1', [personId]);
    expect(erased).toEqual([{ legal_basis: 'RECTIFIED' }]);
    committed(await rectify(personId, world.founderId, 2, false));
    expect(await query('SELECT FROM record_private WHERE stream = $1', [personId])).toHaveLength(2);
    await expect(rectify(personId, personId, 2)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('after a restore', () => {
  it('what was erased is erased again, and what was written since stays', async () => {
    const { personId } = await registered('Back again');
    const [gone] = await registeredCopy(personId);
    committed(
      await data.rectify(world.actor(), { personId, expectedVersion: 1, name: 'New', eraseWrong: true }),
    );
    const { personId: whole } = await registered('Whole');
    const copies = await registeredCopy(whole);
    const keys = await query('SELECT * FROM record_subject_key WHERE subject = $1', [whole]);
    committed(await erase(whole));
    expect(await reapplyErasures(world.database.dataSource)).toBe(0);

    await bringBack([gone!, ...copies], keys);
    expect(await nameOf(whole)).toBe('Whole');
    expect(await reapplyErasures(world.database.dataSource)).toBe(2);
    expect(await nameOf(whole)).toBeNull();
    expect(await query('SELECT FROM record_subject_key WHERE subject = $1', [whole])).toEqual([]);
    expect(await nameOf(personId)).toBe('New');
    expect(await reapplyErasures(world.database.dataSource)).toBe(0);
  });

  const registeredCopy = (subject: string): Promise<Record<string, unknown>[]> =>
    query(
      'SELECT coalition_id, stream, stream_version, field, subject, sealed, disclosed FROM record_private WHERE subject = $1',
      [subject],
    );

  /** As a backup from before the erasure has it: with the rows, without the lines that tell of their erasure. */
  async function bringBack(values: Record<string, unknown>[], keys: Record<string, unknown>[]) {
    await query('ALTER TABLE record_erasure DISABLE TRIGGER USER');
    for (const { stream, stream_version } of values) {
      await query('DELETE FROM record_erasure WHERE stream = $1 AND stream_version = $2', [
        stream,
        stream_version,
      ]);
    }
    await query('ALTER TABLE record_erasure ENABLE ALWAYS TRIGGER record_sealed_row');
    await query('ALTER TABLE record_erasure ENABLE ALWAYS TRIGGER record_sealed_table');
    for (const row of keys) {
      await query('INSERT INTO record_subject_key VALUES ($1, $2, $3)', [
        row.coalition_id,
        row.subject,
        row.key,
      ]);
    }
    for (const row of values) {
      await query('INSERT INTO record_private VALUES ($1, $2, $3, $4, $5, $6, $7)', Object.values(row));
    }
  }
});

it('a vault that lacks the keys opens nothing', async () => {
  const { personId } = await registered('Sealed');
  const person = await loadPerson(world.database.dataSource.manager, world.coalitionId, personId);
  const stranger = new PrivateReading(world.database.dataSource, new Vault(WrappingKeys.forOnce()));
  expect(() => stranger.open(person?.name ?? null)).toThrow();
});
