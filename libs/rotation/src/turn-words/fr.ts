import type { TurnWords } from './words.js';

/** What you do, what somebody does, and what nobody does. */
const DOES = {
  CHAIR: ['présidez', 'préside', 'ne préside'],
  FACILITATOR: ['animez les réunions', 'anime les réunions', 'n’anime les réunions'],
  NOTE_TAKER: ['prenez les notes', 'prend les notes', 'ne prend les notes'],
  SPOKESPERSON: [
    'parlez au nom de l’instance',
    'parle au nom de l’instance',
    'ne parle au nom de l’instance',
  ],
} as const;

const list = new Intl.ListFormat('fr', { type: 'conjunction' });
const exact = (number: string) => number.replace('.', ',');
// In French up to one and a half is singular.
const turnsOf = (lag: string) => (lag.startsWith('-') || Number.parseFloat(lag) < 2 ? 'tour' : 'tours');
const counts = (had: number, fewest: number, most: number) =>
  `${had}, les autres ${fewest === most ? fewest : `de ${fewest} à ${most}`}`;

export const FRENCH: TurnWords = {
  lang: 'fr',
  former: 'Une personne qui n’est plus membre',
  turns: 'Tours',
  roles: {
    CHAIR: 'Présidence',
    FACILITATOR: 'Animation des réunions',
    NOTE_TAKER: 'Prise de notes',
    SPOKESPERSON: 'Porte-parole',
  },
  nobodyYet: 'personne pour l’instant',
  say: {
    open: ({ role, from, until }) =>
      `Personne ${DOES[role][2]} du ${from} jusqu’au ${until} : le tour est vacant.`,
    you: ({ role, from, until }) => `Vous ${DOES[role][0]} du ${from} jusqu’au ${until}.`,
    holder: ({ role, from, until, name }) => `${name} ${DOES[role][1]} du ${from} jusqu’au ${until}.`,
    swapped: () => 'Les deux personnes ont convenu d’échanger leurs tours.',
    overridden: () =>
      'La planification n’a pas été suivie pour ce tour ; qui n’a pas eu son tour garde son retard.',
    stoodIn: () =>
      'Ce tour a été assuré à la place de quelqu’un qui n’est pas venu, et il compte pour qui l’a assuré.',
    missed: () => 'Personne n’a assuré ce tour : il a été manqué et ne compte pour personne.',
    passedOver: ({ sectors }) =>
      sectors.length === 1
        ? `Le tour revenait au secteur ${list.format(sectors)}, où personne n’était libre ; il garde son retard.`
        : `Le tour revenait aux secteurs ${list.format(sectors)}, où personne n’était libre ; ils gardent leur retard.`,
    nextSector: ({ sector, lag }) =>
      `Le secteur ${sector} venait ensuite, avec ${exact(lag)} ${turnsOf(lag)} de retard.`,
    sector: ({ sector, lag }) =>
      `Le secteur ${sector} avait ${exact(lag)} ${turnsOf(lag)} de retard, avec l’échéance la plus proche.`,
    yourTurnsBefore: ({ had, fewest, most }) => `Tours avant celui-ci : vous ${counts(had, fewest, most)}.`,
    turnsBefore: ({ name, had, fewest, most }) =>
      `Tours avant celui-ci : ${name} ${counts(had, fewest, most)}.`,
    away: ({ names }) =>
      `${names.length === 1 ? 'Indisponible' : 'Indisponibles'} à ce moment-là : ${list.format(names)}.`,
    youBefore: () => 'Vous avez le tour précédent.',
    before: ({ name }) => `${name} a le tour précédent.`,
    swapEffect: ({ name, sector, turns, now, earlier }) =>
      `${name}${sector === null ? '' : ` (${sector})`} garde ${turns} ${turns < 2 ? 'tour' : 'tours'}, à partir du ${now} au lieu du ${earlier}.`,
  },
};
