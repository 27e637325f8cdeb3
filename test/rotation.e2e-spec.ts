import type { QueryRunner } from 'typeorm';
import { globalId } from '#platform';
import { Swaps, Turns, Unavailabilities, type RotationId, type Turn } from '#rotation';
import { committed } from './support/committee.js';
import { localDay, Rotating } from './support/rotating.js';

let rotating: Rotating;

beforeAll(async () => {
  rotating = await Rotating.seat();
});

afterAll(() => rotating.server.stop());

describe('from a plan to turns that were served', () => {
  let rotationId: RotationId;
  let turns: Turn[];

  it('turns are shared by weight between sectors and evenly inside them', async () => {
    ({ rotationId } = committed(await rotating.plan()).result);
    turns = await rotating.turnsOf(rotationId);
    expect(turns.filter(({ sectorId }) => sectorId === rotating.labour)).toHaveLength(8);
    for (const [name, count] of [
      ['Ana', 4],
      ['Bo', 4],
      ['Cy', 2],
      ['Di', 2],
    ] as const) {
      expect(rotating.names(turns).filter((one) => one === name)).toHaveLength(count);
    }
    expect(turns.slice(0, 3).map(({ state }) => state)).toEqual(['PUBLISHED', 'PUBLISHED', 'PLANNED']);
  });

  it('every turn says why, and everybody can read it', async () => {
    const query = `query ($id: ID!) { node(id: $id) { ... on Rotation {
      role deviationBound
      sectorShares { sector { name { text } } due planned served lag }
      turns(first: 3) { nodes { number state explanation holder { person { name } } sector { name { text } } } }
    } } }`;
    const id = globalId('Rotation', rotating.committee.coalitionId, rotationId);
    const { data } = await rotating.asked('ana', query, { id });
    const nodes: { holder: { person: { name: string } }; explanation: string[] }[] = data.node.turns.nodes;
    const mine = nodes.find(({ holder }) => holder.person.name === 'Ana')!;
    expect(mine.explanation[0]).toMatch(/^You chair from \d{4}-\d{2}-\d{2} until /);
    expect(mine.explanation[1]).toMatch(/^Labour was \S+ of a turn behind, with the earliest deadline\.$/);
    expect(data.node.deviationBound).toBe('0.5');
    expect(data.node.sectorShares).toEqual(
      expect.arrayContaining([
        { sector: { name: { text: 'Labour' } }, due: '8', planned: 8, served: 0, lag: '0' },
      ]),
    );
  });

  it('every turn says why in the languages that are spoken here, in the direction of each', async () => {
    const query = `query ($id: ID!) { node(id: $id) { ... on Turn {
      en: explanationText { lang text isFallback isOriginal }
      fr: explanationText(languages: ["fr-CH", "en"]) { lang dir text isOriginal origin }
      ar: explanationText(languages: ["ar"]) { lang dir text }
      none: explanationText(languages: ["sw"]) { lang isFallback }
      explanation
    } } }`;
    const mine = turns.find(({ personId }) => personId === rotating.people['Ana'])!;
    const id = globalId('Turn', rotating.committee.coalitionId, mine.id);
    const { en, fr, ar, none, explanation } = (await rotating.asked('ana', query, { id })).data.node;
    expect(en).toEqual({ lang: 'en', text: explanation.join('\n'), isFallback: false, isOriginal: true });
    expect(fr).toMatchObject({ lang: 'fr', dir: 'ltr', isOriginal: false, origin: 'MACHINE' });
    expect(fr.text).toMatch(/^Vous présidez du /);
    expect(ar).toMatchObject({ lang: 'ar', dir: 'rtl', text: expect.stringMatching(/^تتولون الرئاسة من /) });
    expect(none).toEqual({ lang: 'en', isFallback: true });
    for (const { text } of [fr, ar]) expect(text.split('\n')).toHaveLength(explanation.length);
  });

  it('a swap needs the consent of the other, and brings the counts back when it is swapped back', async () => {
    const mine = turns.find(({ slot, personId }) => slot > 0 && personId === rotating.people['Ana'])!;
    const theirs = turns.find(({ slot, personId }) => slot > 0 && personId === rotating.people['Cy'])!;
    const swaps = rotating.server.app.get(Swaps);
    const offer = { rotationId, given: mine.slot, taken: theirs.slot };
    const { swapId } = committed(await swaps.offerSwap(rotating.by('Ana'), offer)).result;
    const effects = `query ($id: ID!) { node(id: $id) { ... on TurnSwap {
      effect effectText(languages: ["es"]) { lang text }
    } } }`;
    const id = globalId('TurnSwap', rotating.committee.coalitionId, swapId);
    const { effect, effectText } = (await rotating.asked('cy', effects, { id })).data.node;
    expect(effect[0]).toMatch(/^Ana \(Labour\) keeps 4 turns, and serves from /);
    expect(effectText).toEqual({
      lang: 'es',
      text: expect.stringMatching(/^Ana \(Labour\) conserva 4 turnos, desde /),
    });
    const before = await rotating.lines();
    for (const name of ['Ana', 'Bo']) {
      expect(await swaps.acceptSwap(rotating.by(name), swapId)).toMatchObject({
        code: 'CONSENT_MISSING',
        clause: '5.2',
      });
    }
    expect(await rotating.lines()).toBe(before);
    committed(await swaps.acceptSwap(rotating.by('Cy'), swapId));
    const swapped = await rotating.turnsOf(rotationId);
    expect(swapped[mine.slot]).toMatchObject({
      personId: rotating.people['Cy'],
      sectorId: rotating.culture,
      cause: 'SWAPPED',
    });
    expect(swapped[theirs.slot]).toMatchObject({
      personId: rotating.people['Ana'],
      sectorId: rotating.labour,
    });
    const back = committed(await swaps.offerSwap(rotating.by('Cy'), offer)).result;
    committed(await swaps.acceptSwap(rotating.by('Ana'), back.swapId));
    expect(rotating.names(await rotating.turnsOf(rotationId))).toEqual(rotating.names(turns));
  });

  it('a steward gives a turn to another against the plan, with a reason, and whoever is passed over keeps the lag', async () => {
    const given = turns.find(({ slot, personId }) => slot > 7 && personId === rotating.people['Ana'])!;
    const override = async (name: string) => ({
      ...(await rotating.seen(rotationId)),
      slot: given.slot,
      to: rotating.people[name]!,
      because: 'Bo has asked for it.',
    });
    const service = rotating.server.app.get(Turns);
    const before = await rotating.lines();
    expect(await service.overrideTurn(rotating.by('Bo'), await override('Bo'))).toMatchObject({
      code: 'NOT_A_STEWARD',
    });
    const stranger = { ...(await override('Bo')), to: rotating.committee.founderId };
    expect(await service.overrideTurn(rotating.bySteward(), stranger)).toMatchObject({
      code: 'NOT_ELIGIBLE',
    });
    expect(await rotating.lines()).toBe(before);
    committed(await service.overrideTurn(rotating.bySteward(), await override('Bo')));
    const query = `query ($id: ID!) { node(id: $id) { ... on Turn { state explanation } } }`;
    const id = globalId('Turn', rotating.committee.coalitionId, given.id);
    const { data } = await rotating.asked('bo', query, { id });
    expect(data.node).toMatchObject({
      state: 'PUBLISHED',
      explanation: expect.arrayContaining([
        'The plan was overridden for this turn; whoever was passed over keeps the lag.',
      ]),
    });
    committed(await service.overrideTurn(rotating.bySteward(), await override('Ana')));
    expect(rotating.names(await rotating.turnsOf(rotationId))).toEqual(rotating.names(turns));
  });

  it('planning anew moves few turns, none that is published, and leaves the absent out', async () => {
    const absent = turns.find(({ slot, personId }) => slot > 4 && personId === rotating.people['Bo'])!;
    const away = {
      beginsAt: absent.beginsAt,
      endsAt: absent.endsAt,
      because: 'An operation, and nobody’s business.',
    };
    committed(await rotating.server.app.get(Unavailabilities).declareUnavailability(rotating.by('Bo'), away));
    committed(await rotating.replan(rotationId));
    const after = await rotating.turnsOf(rotationId);
    expect(after[absent.slot]?.personId).toBe(rotating.people['Ana']);
    const moved = after.filter((turn, slot) => turn.personId !== turns[slot]!.personId);
    expect(moved.length).toBeLessThanOrEqual(2);
    expect(rotating.names(after).slice(0, 2)).toEqual(rotating.names(turns).slice(0, 2));
    turns = after;
  });

  it('why somebody is away is in no row in clear, and in no entry', async () => {
    const [found]: { n: number }[] = await rotating.server.database.dataSource.query(
      `SELECT count(*)::integer AS n FROM record_event WHERE position('operation' IN encode(entry, 'escape')) > 0`,
    );
    expect(found?.n).toBe(0);
    const columns: { column_name: string }[] = await rotating.server.database.dataSource.query(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'unavailability'`,
    );
    expect(columns.map(({ column_name: name }) => name)).not.toContain('because');
  });

  it('turns begin by themselves, the next ones are published, and what was missed is corrected by a new line', async () => {
    await rotating.moveTo(new Date(turns[0]!.beginsAt.getTime() + 1000));
    await rotating.doWhatIsDue();
    let now = await rotating.turnsOf(rotationId);
    expect(now.slice(0, 3).map(({ state }) => state)).toEqual(['BEGUN', 'PUBLISHED', 'PUBLISHED']);
    const holder = rotating.names(now)[0]!;
    const note = { ...(await rotating.seen(rotationId)), slot: 0, note: 'The keys are in the drawer.' };
    committed(await rotating.server.app.get(Turns).handOver(rotating.by(holder), note));
    const missed = { ...(await rotating.seen(rotationId)), slot: 0, because: 'Nobody came.', servedBy: null };
    committed(await rotating.server.app.get(Turns).markMissed(rotating.bySteward(), missed));
    now = await rotating.turnsOf(rotationId);
    expect(now[0]).toMatchObject({ state: 'MISSED' });
    const query = `query ($id: ID!) { node(id: $id) { ... on Turn { handovers { text } explanation } } }`;
    const id = globalId('Turn', rotating.committee.coalitionId, now[0]!.id);
    const { data } = await rotating.asked('founder', query, { id });
    expect(data.node.handovers).toEqual([{ text: 'The keys are in the drawer.' }]);
    expect(data.node.explanation).toContain('Nobody served: the turn was missed and counts for nobody.');
  });

  it('the database itself refuses to rewrite what was served', async () => {
    const again = rotating.server.database.dataSource.query(
      `INSERT INTO turn_line SELECT coalition_id, id, number + 1, rotation_id, slot, begins_at, ends_at, sector_id,
         mandate_id, person_id, 'PLANNED', cause, reason, away, NULL, changed_at, entry_stream, entry_version
       FROM turn_line WHERE rotation_id = $1 AND slot = 0 ORDER BY number DESC LIMIT 1`,
      [rotationId],
    );
    await expect(again).rejects.toThrow('A turn that has begun is never rewritten');
    const update = rotating.server.database.dataSource.query('UPDATE turn_line SET person_id = NULL');
    await expect(update).rejects.toThrow('append-only');
  });
});

describe('a turn whose time has begun before a server came to it', () => {
  let rotationId: RotationId;
  let first: Turn;
  let atIt: QueryRunner;

  beforeAll(async () => {
    const soon = { role: 'SPOKESPERSON', startsAt: `${localDay(20)}T09:00`, turns: 3, notice: 0 } as const;
    ({ rotationId } = committed(await rotating.plan(soon)).result);
    [first] = (await rotating.turnsOf(rotationId)) as [Turn, ...Turn[]];
    const { dataSource } = rotating.server.database;
    // Whoever holds a due act's row carries it out, and all others pass on.
    atIt = dataSource.createQueryRunner();
    await atIt.startTransaction();
    await atIt.query('SELECT FROM due_act WHERE subject = $1 FOR UPDATE', [rotationId]);
    await rotating.moveTo(new Date(first.beginsAt.getTime() + 1000));
    await rotating.doWhatIsDue();
    await rotating.isAway(rotating.names([first])[0]!, first);
  });

  it('is not given to another by planning anew', async () => {
    expect(first.state).toBe('PLANNED');
    committed(await rotating.replan(rotationId));
    expect((await rotating.turnsOf(rotationId))[0]).toMatchObject({
      personId: first.personId,
      state: 'PLANNED',
    });
  });

  it('changes hands by a correction alone, says the database', async () => {
    const given = rotating.server.database.dataSource.query(
      `INSERT INTO turn_line SELECT coalition_id, id, number + 1, rotation_id, slot, begins_at, ends_at, sector_id,
         NULL, NULL, state, cause, reason, away, NULL, quorate_now(), entry_stream, entry_version
       FROM turn_line WHERE rotation_id = $1 AND slot = 0 ORDER BY number DESC LIMIT 1`,
      [rotationId],
    );
    await expect(given).rejects.toThrow('A turn whose time has begun changes hands by a correction alone');
  });

  it('begins when a server comes to it', async () => {
    await atIt.rollbackTransaction();
    await atIt.release();
    await rotating.doWhatIsDue();
    expect((await rotating.turnsOf(rotationId))[0]).toMatchObject({
      personId: first.personId,
      state: 'BEGUN',
    });
  });
});

describe('the record of all this', () => {
  it('has entries of known forms alone, and the tables hold what they say', async () => {
    expect((await rotating.kindsWritten()).size).toBeGreaterThan(6);
    expect(await rotating.differences()).toEqual([]);
  });

  it('is followed by a stranger, who finds every turn in order and is told what is not public', async () => {
    const { verdicts, reports } = await rotating.followed();
    expect(verdicts).toEqual([]);
    expect(reports).toMatchObject([{ name: 'rotations', checked: 2, failures: [] }]);
    expect(reports[0]?.skipped.at(-1)).toMatch(/not public/);
  });
});
