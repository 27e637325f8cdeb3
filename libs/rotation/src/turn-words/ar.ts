import type { TurnWords } from './words.js';

// Nouns, so that nothing depends on whether a woman or a man has the turn.
const ROLE = {
  CHAIR: 'الرئاسة',
  FACILITATOR: 'تيسير الاجتماعات',
  NOTE_TAKER: 'تدوين المحضر',
  SPOKESPERSON: 'التحدث باسم الهيئة',
} as const;

/** What in a name would turn the words after it: marks that open or close a direction (Unicode TR 9). */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/gu;

/** A name, a day or a number in its own direction, so that it does not turn what stands around it. */
const own = (told: string | number) => `\u2068${String(told).replace(TURNS, '')}\u2069`;

const format = new Intl.ListFormat('ar', { type: 'conjunction' });
const list = (names: readonly string[]) => format.format(names.map(own));
const span = (from: string, until: string) => `من ${own(from)} حتى ${own(until)}`;
const counts = (had: number, fewest: number, most: number) =>
  `${own(had)}، والآخرون ${fewest === most ? own(fewest) : `من ${own(fewest)} إلى ${own(most)}`}`;

export const ARABIC: TurnWords = {
  lang: 'ar',
  former: 'شخص لم يعد عضوًا',
  turns: 'الأدوار',
  roles: ROLE,
  nobodyYet: 'لا أحد حتى الآن',
  say: {
    open: ({ role, from, until }) => `لا أحد يتولى ${ROLE[role]} ${span(from, until)}: الدور شاغر.`,
    you: ({ role, from, until }) => `تتولون ${ROLE[role]} ${span(from, until)}.`,
    holder: ({ role, from, until, name }) => `${ROLE[role]} ${span(from, until)} في عهدة ${own(name)}.`,
    swapped: () => 'اتفق الطرفان على تبادل دوريهما.',
    overridden: () => 'لم تُتَّبع الخطة في هذا الدور؛ ومن جرى تخطيه يحتفظ بتأخره.',
    stoodIn: () => 'جرى تولي هذا الدور نيابةً عمن لم يحضر، ويُحتسب لمن تولاه.',
    missed: () => 'لم يتولَّ أحد هذا الدور: فات ولا يُحتسب لأحد.',
    passedOver: ({ sectors }) =>
      `كان الدور مستحقًا أولًا لمن لم يكن لديه أحد متاح ويبقى تأخره محسوبًا: ${list(sectors)}.`,
    nextSector: ({ sector, lag }) => `كان التالي قطاع ${own(sector)}، وتأخره ${own(lag)} من الدور.`,
    sector: ({ sector, lag }) => `بلغ تأخر قطاع ${own(sector)} ${own(lag)} من الدور، وموعده هو الأقرب.`,
    yourTurnsBefore: ({ had, fewest, most }) =>
      `عدد الأدوار قبل هذا الدور: أنتم ${counts(had, fewest, most)}.`,
    turnsBefore: ({ name, had, fewest, most }) =>
      `عدد الأدوار قبل هذا الدور: ${own(name)} ${counts(had, fewest, most)}.`,
    away: ({ names }) => `لم يكن متاحًا في ذلك الوقت: ${list(names)}.`,
    youBefore: () => 'الدور السابق لكم.',
    before: ({ name }) => `الدور السابق في عهدة ${own(name)}.`,
    swapEffect: ({ name, sector, turns, now, earlier }) =>
      `${own(name)}${sector === null ? '' : ` (${own(sector)})`}: يبقى عدد الأدوار ${own(turns)}، ويبدأ الدور في ${own(now)} بدلًا من ${own(earlier)}.`,
  },
};
