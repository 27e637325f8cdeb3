import type { TurnWords } from './words.js';

const DOES = {
  CHAIR: 'preside',
  FACILITATOR: 'facilita las reuniones',
  NOTE_TAKER: 'toma las notas',
  SPOKESPERSON: 'habla en nombre del órgano',
} as const;

const list = new Intl.ListFormat('es', { type: 'conjunction' });
const exact = (number: string) => number.replace('.', ',');
const turnsOf = (count: string) => (count === '1' ? 'turno' : 'turnos');
const counts = (had: number, fewest: number, most: number) =>
  `${had}, las demás personas ${fewest === most ? fewest : `entre ${fewest} y ${most}`}`;

export const SPANISH: TurnWords = {
  lang: 'es',
  former: 'Una persona que ya no es miembro',
  turns: 'Turnos',
  roles: {
    CHAIR: 'Presidencia',
    FACILITATOR: 'Facilitación de las reuniones',
    NOTE_TAKER: 'Toma de notas',
    SPOKESPERSON: 'Portavocía',
  },
  nobodyYet: 'nadie por ahora',
  say: {
    open: ({ role, from, until }) =>
      `Nadie ${DOES[role]} desde el ${from} hasta el ${until}: el turno está vacante.`,
    you: ({ role, from, until }) => `Usted ${DOES[role]} desde el ${from} hasta el ${until}.`,
    holder: ({ role, from, until, name }) => `${name} ${DOES[role]} desde el ${from} hasta el ${until}.`,
    swapped: () => 'Las dos personas acordaron intercambiar sus turnos.',
    overridden: () => 'En este turno no se siguió el plan; quien se quedó sin el turno conserva su retraso.',
    stoodIn: () => 'El turno se cumplió en lugar de alguien que no vino, y cuenta para quien lo cumplió.',
    missed: () => 'Nadie cumplió el turno: se perdió y no cuenta para nadie.',
    passedOver: ({ sectors }) =>
      sectors.length === 1
        ? `El turno correspondía al sector ${list.format(sectors)}, que no tenía a nadie libre y conserva su retraso.`
        : `El turno correspondía a los sectores ${list.format(sectors)}, que no tenían a nadie libre y conservan su retraso.`,
    nextSector: ({ sector, lag }) =>
      `El sector ${sector} venía después, con ${exact(lag)} ${turnsOf(lag)} de retraso.`,
    sector: ({ sector, lag }) =>
      `El sector ${sector} llevaba ${exact(lag)} ${turnsOf(lag)} de retraso, con el plazo más próximo.`,
    yourTurnsBefore: ({ had, fewest, most }) => `Turnos antes de este: usted ${counts(had, fewest, most)}.`,
    turnsBefore: ({ name, had, fewest, most }) =>
      `Turnos antes de este: ${name} ${counts(had, fewest, most)}.`,
    away: ({ names }) =>
      `${names.length === 1 ? 'No disponible' : 'No disponibles'} en ese momento: ${list.format(names)}.`,
    youBefore: () => 'Usted tiene el turno anterior.',
    before: ({ name }) => `${name} tiene el turno anterior.`,
    swapEffect: ({ name, sector, turns, now, earlier }) =>
      `${name}${sector === null ? '' : ` (${sector})`} conserva ${turns} ${turns === 1 ? 'turno' : 'turnos'}, desde el ${now} en lugar del ${earlier}.`,
  },
};
