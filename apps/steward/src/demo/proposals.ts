import type { Question } from '#assembly';
import type { Ballot } from '#counting';
import type { PersonKey } from './harbour.js';
import type { Words } from './words.js';

/** A proposal of the demonstration, and how far it has come. */
export interface DemoProposal {
  readonly key: string;
  readonly kind: Question;
  readonly by: PersonKey;
  readonly title: Words;
  readonly text: Words;
  /** Null for a draft that has not been handed in. */
  readonly coSponsors: readonly PersonKey[] | null;
  readonly isWithdrawn?: true;
  readonly vote?: DemoVote;
}

/** A vote on a proposal. */
export interface DemoVote {
  readonly options: readonly { readonly id: string; readonly name: Words }[];
  /** How long it is open, in milliseconds. */
  readonly open: number;
  readonly ballots: Readonly<Partial<Record<PersonKey, Ballot>>>;
  /** What is recorded when it is over; null for a vote that runs. */
  readonly decision: {
    readonly rationale: Words;
    readonly dissent: { by: PersonKey; statement: Words };
  } | null;
}

const DAY = 86_400_000;
const YES: Ballot = { kind: 'choice', choice: 'yes' };
const NO: Ballot = { kind: 'choice', choice: 'no' };
const ABSTAIN: Ballot = { kind: 'choice', choice: 'abstain' };
const ranking = (...options: string[]): Ballot => ({
  kind: 'ranking',
  ranking: options.map((option) => [option]),
});

export const PROPOSALS: readonly DemoProposal[] = [
  {
    key: 'customs-quay',
    kind: 'MOTION',
    by: 'bruno',
    title: {
      en: 'Open the old customs quay to everybody on Sundays',
      it: 'Aprire a tutti la vecchia banchina doganale la domenica',
    },
    text: {
      en: 'From the first Sunday of May the gates of the old customs quay stand open from eight in the morning until sunset. The Dockworkers’ Cooperative keeps the cranes locked, Open Quay looks after benches and litter, and after one season the Committee hears both.',
      it: 'Dalla prima domenica di maggio i cancelli della vecchia banchina doganale restano aperti dalle otto del mattino al tramonto. La Cooperativa dei Portuali tiene chiuse le gru, Banchina Aperta cura panchine e pulizia, e dopo una stagione il Comitato ascolta entrambe.',
    },
    coSponsors: ['pietro', 'samir', 'otto'],
    vote: {
      options: [],
      open: 5_000,
      ballots: {
        samir: YES,
        giulia: YES,
        tomas: YES,
        ines: YES,
        bruno: YES,
        leyla: YES,
        otto: YES,
        pietro: NO,
        nadia: ABSTAIN,
        clara: YES,
      },
      decision: {
        rationale: {
          en: 'The quay has stood closed for eleven years though no ship uses it on Sundays. The trial costs little, can be ended at any time, and is looked at again after one season.',
          it: 'La banchina è chiusa da undici anni benché la domenica non vi attracchi nessuna nave. La prova costa poco, si può interrompere in ogni momento e sarà riesaminata dopo una stagione.',
        },
        dissent: {
          by: 'pietro',
          statement: {
            it: 'La sorveglianza delle gru nei giorni festivi ricade sui soci della Cooperativa senza che sia stato stabilito chi la paga.',
            en: 'Guarding the cranes on Sundays falls to the members of the Cooperative, and nobody has settled who pays for it.',
          },
        },
      },
    },
  },
  {
    key: 'energy-roof',
    kind: 'CHOICE',
    by: 'clara',
    title: {
      en: 'Where should the quarter’s solar roof be built?',
      it: 'Dove costruire il tetto solare del quartiere?',
    },
    text: {
      en: 'The quarter’s energy community can pay for one roof this year. The Institute for the Coast has looked at two places; leaving things as they are is an option too.',
      it: 'La comunità energetica del quartiere può pagare un tetto quest’anno. L’Istituto per la Costa ha esaminato due luoghi; anche lasciare le cose come stanno è un’opzione.',
    },
    coSponsors: ['jonas', 'giulia'],
    vote: {
      options: [
        {
          id: 'hall-three',
          name: { en: 'On Hall Three of the fish market', it: 'Sul padiglione tre del mercato del pesce' },
        },
        {
          id: 'tram-depot',
          name: { en: 'Over the yard of the tram depot', it: 'Sopra il cortile della rimessa dei tram' },
        },
        { id: 'as-it-is', name: { en: 'Leave things as they are', it: 'Lasciare le cose come stanno' } },
      ],
      open: 7 * DAY,
      ballots: {
        giulia: ranking('hall-three', 'tram-depot', 'as-it-is'),
        tomas: ranking('tram-depot', 'hall-three'),
        ines: ranking('hall-three', 'as-it-is', 'tram-depot'),
        nadia: ranking('tram-depot', 'hall-three', 'as-it-is'),
        jonas: ranking('hall-three', 'tram-depot'),
      },
      decision: null,
    },
  },
  {
    key: 'night-buses',
    kind: 'MOTION',
    by: 'samir',
    title: {
      en: 'Night buses along the quays until two o’clock',
      it: 'Autobus notturni lungo le banchine fino alle due',
      ar: 'حافلات ليلية على طول الأرصفة حتى الساعة الثانية',
    },
    text: {
      en: 'The coalition asks the transport company for a bus every half hour between the station and Old Pier until two in the morning, for the sake of those who work late in the port and in the theatres.',
      it: 'La coalizione chiede all’azienda dei trasporti un autobus ogni mezz’ora tra la stazione e il Molo Antico fino alle due di notte, per chi lavora fino a tardi nel porto e nei teatri.',
      ar: 'يطلب الائتلاف من شركة النقل حافلة كل نصف ساعة بين المحطة والرصيف القديم حتى الساعة الثانية ليلا من أجل العاملين ليلا في الميناء والمسارح',
    },
    coSponsors: ['leyla', 'pietro', 'jonas'],
  },
  {
    key: 'audit-group',
    kind: 'ELECTION',
    by: 'ines',
    title: {
      en: 'Two members for the audit group',
      it: 'Due componenti per il gruppo di revisione',
    },
    text: {
      en: 'Two of the four who stand look into the coalition’s books for a year and report to everybody.',
      it: 'Due delle quattro persone candidate esaminano per un anno i conti della coalizione e ne riferiscono a tutti.',
    },
    coSponsors: ['otto', 'clara'],
  },
  {
    key: 'shared-workshop',
    kind: 'MOTION',
    by: 'nadia',
    title: {
      en: 'A shared workshop in the boatbuilders’ yard',
      it: 'Un’officina condivisa nel cantiere dei maestri d’ascia',
    },
    text: {
      en: 'The yard gives its north bay to the quarter on two evenings a week; whoever has done the safety course may work there.',
      it: 'Il cantiere mette a disposizione del quartiere la campata nord due sere a settimana; vi può lavorare chi ha seguito il corso di sicurezza.',
    },
    coSponsors: ['leyla'],
  },
  {
    key: 'school-street',
    kind: 'MOTION',
    by: 'tomas',
    title: {
      en: 'No cars before Lighthouse School at eight',
      it: 'Niente auto davanti alla Scuola del Faro alle otto',
    },
    text: {
      en: 'On school days the street before Lighthouse School is closed to cars from half past seven until half past eight.',
      it: 'Nei giorni di scuola la via davanti alla Scuola del Faro è chiusa alle auto dalle sette e mezza alle otto e mezza.',
    },
    coSponsors: null,
  },
  {
    key: 'pier-parking',
    kind: 'MOTION',
    by: 'giulia',
    title: { en: 'Paid parking on Old Pier', it: 'Sosta a pagamento sul Molo Antico' },
    text: {
      en: 'Parking on Old Pier costs one euro an hour, and the residents of the quarter are exempt. Withdrawn in favour of a common proposal with the Slow Mobility Lab.',
      it: 'La sosta sul Molo Antico costa un euro l’ora, esclusi i residenti del quartiere. Ritirata in favore di una proposta comune con il Laboratorio Mobilità Lenta.',
    },
    coSponsors: ['tomas'],
    isWithdrawn: true,
  },
];
