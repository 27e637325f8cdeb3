import fc from 'fast-check';
import {
  isRefusal,
  overlap,
  type OrganizationId,
  type MandateId,
  type PersonId,
  type SeatId,
  type SectorId,
} from '#kernel';
import { spanOf } from './register.rules.js';
import { checkSeat, grantMandate, type Appointment, type SeatToFill } from './seat.rules.js';
import { CLAUSES, clausesWith } from './spec-support/charter.js';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const charter = { clauses: clausesWith() };
const [residents, labour] = ['residents', 'labour'] as SectorId[];
const [tenants, dockers] = ['tenants', 'dockers'] as OrganizationId[];
const [ada, bo] = ['ada', 'bo'] as PersonId[];

describe('a new seat', () => {
  const founder = { seatClass: 'founder', sectorId: null, beginsAt: at(1), endsAt: null };
  const plan = { charter, seats: [], organization: null };

  it('is of a class that the charter names', () => {
    expect(checkSeat(plan, founder)).toBeNull();
    const refused = checkSeat(plan, { ...founder, seatClass: 'guest' });
    expect(refused).toMatchObject({ code: 'SEAT_CLASS_UNKNOWN', clause: '2.1' });
  });

  it('finds room when another of its class ends as it begins, and none a moment before', () => {
    const seats = [
      { ...founder, endsAt: at(5) },
      { ...founder, beginsAt: at(3) },
    ];
    expect(checkSeat({ ...plan, seats }, { ...founder, beginsAt: at(5) })).toBeNull();
    expect(checkSeat({ ...plan, seats }, { ...founder, beginsAt: at(4) })).toMatchObject({
      code: 'SEAT_CLASS_FULL',
      clause: '2.1',
      seats: 2,
    });
    expect(checkSeat({ ...plan, seats }, { ...founder, endsAt: at(3) })).toBeNull();
  });

  it('is not full for seats of other classes', () => {
    const seats = Array.from({ length: 5 }, () => ({ ...founder, seatClass: 'partner' }));
    expect(checkSeat({ ...plan, seats }, founder)).toBeNull();
  });

  it('stands in the sector of its class and of the organization that fills it', () => {
    const [first] = CLAUSES.SEATS.classes;
    const ofLabour = { clauses: clausesWith({ SEATS: { classes: [{ ...first, sectorId: labour! }] } }) };
    const seat = { ...founder, seatClass: 'partner', sectorId: labour! };
    expect(checkSeat({ ...plan, charter: ofLabour }, seat)).toBeNull();
    for (const sectorId of [residents!, null]) {
      const refused = checkSeat({ ...plan, charter: ofLabour }, { ...seat, sectorId });
      expect(refused).toMatchObject({ code: 'SEAT_OF_ANOTHER_SECTOR', clause: '2.1' });
    }
    const organization = { sectorId: residents! };
    expect(checkSeat({ ...plan, organization }, seat)).toMatchObject({ code: 'SEAT_OF_ANOTHER_SECTOR' });
    expect(checkSeat({ ...plan, organization }, { ...seat, sectorId: null })).toBeNull();
  });
});

describe('a mandate', () => {
  const seat = {
    id: 'seat' as SeatId,
    seatClass: 'partner',
    organizationId: null,
    beginsAt: at(1),
    endsAt: null,
  };
  const toFill: SeatToFill = {
    seat,
    charter,
    zone: 'UTC',
    term: null,
    mandates: [],
    affiliatedWith: [tenants!],
  };
  const runs = { id: 'm' as MandateId, termEndsAt: null, holdover: false };
  const appointment: Appointment = { personId: ada!, beginsAt: at(2), endsAt: null, onBehalfOf: null };
  const grant = (state: Partial<SeatToFill> = {}, wish: Partial<Appointment> = {}) =>
    grantMandate({ ...toFill, ...state }, { ...appointment, ...wish });

  it('lasts for the term of its class, as long as the seat, or without end', () => {
    const end = new Date(Date.UTC(2028, 0, 2));
    const held = { termEndsAt: end, termEvent: null, holdover: false, succeeds: [] };
    expect(grant()).toEqual({ ...held, endsAt: end, onBehalfOf: null });
    expect(grant({ seat: { ...seat, endsAt: at(30) } })).toMatchObject({ endsAt: at(30) });
    expect(grant({ seat: { ...seat, seatClass: 'founder' } })).toMatchObject({ endsAt: null });
    expect(grant({}, { endsAt: at(9) })).toMatchObject({ endsAt: at(9) });
  });

  it('is refused by clause when it is to outlast its term', () => {
    const latestEnd = new Date(Date.UTC(2028, 0, 2));
    expect(grant({}, { endsAt: latestEnd })).toMatchObject({ endsAt: latestEnd });
    const refused = grant({}, { endsAt: new Date(latestEnd.getTime() + 1) });
    expect(refused).toMatchObject({ code: 'TERM_TOO_LONG', clause: '2.1', latestEnd });
  });

  it('stays inside the life of its seat', () => {
    const mortal = { ...seat, beginsAt: at(2), endsAt: at(10) };
    expect(grant({ seat: mortal }, { beginsAt: at(1) })).toMatchObject({ code: 'SEAT_NOT_IN_EXISTENCE' });
    expect(grant({ seat: mortal }, { endsAt: at(11) })).toMatchObject({ code: 'SEAT_NOT_IN_EXISTENCE' });
    expect(grant({ seat: mortal }, { beginsAt: at(10) })).toMatchObject({ code: 'SEAT_NOT_IN_EXISTENCE' });
    expect(grant({}, { endsAt: at(1) })).toMatchObject({ code: 'SPAN_REVERSED' });
  });

  it('is held on behalf of the organization that fills the seat, by one of its people', () => {
    const delegated = { ...seat, organizationId: tenants! };
    expect(grant({ seat: delegated })).toMatchObject({ onBehalfOf: tenants });
    expect(grant({ seat: delegated, affiliatedWith: [] })).toMatchObject({ code: 'NOT_AFFILIATED' });
    const another = grant({ seat: delegated, affiliatedWith: [dockers!] }, { onBehalfOf: dockers! });
    expect(another).toMatchObject({ code: 'SEAT_OF_ANOTHER_ORGANIZATION' });
    expect(grant({}, { onBehalfOf: tenants! })).toMatchObject({ onBehalfOf: tenants });
    expect(grant({}, { onBehalfOf: dockers! })).toMatchObject({ code: 'NOT_AFFILIATED' });
  });

  it('is granted exactly when neither the seat nor the person is taken at any instant of it', () => {
    const days = fc.integer({ min: 1, max: 40 });
    const span = fc.tuple(days, fc.integer({ min: 1, max: 20 })).map(([from, length]) => ({
      beginsAt: at(from),
      endsAt: at(from + length),
    }));
    const held = fc.record({
      span,
      seatId: fc.constantFrom<SeatId>('seat' as SeatId, 'other' as SeatId),
      personId: fc.constantFrom<PersonId>(ada!, bo!),
    });
    fc.assert(
      fc.property(fc.array(held, { maxLength: 4 }), span, (others, wish) => {
        const mandates = others.map(({ span: dated, ...other }) => ({ ...runs, ...other, ...dated }));
        const collides = mandates.some(
          (other) =>
            (other.seatId === 'seat' || other.personId === ada) && overlap(spanOf(other), spanOf(wish)),
        );
        expect(isRefusal(grant({ mandates }, wish))).toBe(collides);
      }),
    );
  });

  it('says from when a taken seat is free', () => {
    const mandates = [{ ...runs, seatId: seat.id, personId: bo!, beginsAt: at(1), endsAt: at(20) }];
    expect(grant({ mandates })).toMatchObject({ code: 'SEAT_TAKEN', freeFrom: at(20) });
    const elsewhere = [{ ...runs, seatId: 'other' as SeatId, personId: ada!, beginsAt: at(1), endsAt: null }];
    expect(grant({ mandates: elsewhere })).toMatchObject({ code: 'PERSON_ALREADY_SEATED' });
  });

  it('waits for its event, is shorter where the class says so, and has no end while its holder may go on', () => {
    const term = { clause: '6', endsAt: at(20), event: 'the election', holdover: false, reviewedOn: null };
    expect(grant({ term })).toMatchObject({ endsAt: at(20), termEndsAt: at(20), termEvent: 'the election' });
    expect(grant({ term: { ...term, endsAt: null } })).toMatchObject({
      endsAt: new Date(Date.UTC(2028, 0, 2)),
    });
    expect(grant({ term }, { endsAt: at(21) })).toMatchObject({ code: 'TERM_TOO_LONG', clause: '6' });
    const open = grant({ term: { ...term, holdover: true } });
    expect(open).toMatchObject({ endsAt: null, termEndsAt: at(20), holdover: true });
    const mortal = { ...seat, endsAt: at(30) };
    expect(grant({ seat: mortal, term: { ...term, holdover: true } })).toMatchObject({ endsAt: at(30) });
  });

  it('succeeds who went on after the term, on this seat or as this person, and nobody whose term runs', () => {
    const over = { ...runs, termEndsAt: at(2), holdover: true, beginsAt: at(1), endsAt: null };
    const mandates = [
      { ...over, id: 'here' as MandateId, seatId: seat.id, personId: bo! },
      { ...over, id: 'own' as MandateId, seatId: 'other' as SeatId, personId: ada! },
      { ...over, id: 'else' as MandateId, seatId: 'third' as SeatId, personId: bo! },
    ];
    expect(grant({ mandates })).toMatchObject({ succeeds: ['here', 'own'] });
    const running = mandates.map((mandate) => ({ ...mandate, termEndsAt: at(3) }));
    expect(grant({ mandates: running })).toMatchObject({ code: 'SEAT_TAKEN', freeFrom: at(3) });
  });
});
