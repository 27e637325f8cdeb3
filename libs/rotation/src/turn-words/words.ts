import type { RotatingRole } from '../rotation.types.js';

/** From which local day until which a turn is. */
type Days = { readonly from: string; readonly until: string };
/** How many turns somebody had before, and the fewest and the most that the others had. */
type Counts = { readonly had: number; readonly fewest: number; readonly most: number };

/** Every sentence that is said of turns, and what is said in it. */
export type TurnSayings = {
  readonly open: Days & { readonly role: RotatingRole };
  readonly you: Days & { readonly role: RotatingRole };
  readonly holder: Days & { readonly role: RotatingRole; readonly name: string };
  readonly swapped: object;
  readonly overridden: object;
  readonly stoodIn: object;
  readonly missed: object;
  /** Sectors whose turn it was and that had nobody free. */
  readonly passedOver: { readonly sectors: readonly string[] };
  readonly nextSector: { readonly sector: string; readonly lag: string };
  readonly sector: { readonly sector: string; readonly lag: string };
  readonly yourTurnsBefore: Counts;
  readonly turnsBefore: Counts & { readonly name: string };
  readonly away: { readonly names: readonly string[] };
  readonly youBefore: object;
  readonly before: { readonly name: string };
  /** What a swap does to one of the two; `now` and `earlier` are the days on which the turn begins and would have. */
  readonly swapEffect: {
    readonly name: string;
    readonly sector: string | null;
    readonly turns: number;
    readonly now: string;
    readonly earlier: string;
  };
};

export type SayingKey = keyof TurnSayings;

/** How one language says it all. Names and numbers come in as they are told, names in any script. */
export interface TurnWords {
  readonly lang: string;
  /** Who has left, and whose name was erased. */
  readonly former: string;
  /** What a calendar calls itself, what each role is called in it, and who has an open turn. */
  readonly turns: string;
  readonly roles: Readonly<Record<RotatingRole, string>>;
  readonly nobodyYet: string;
  readonly say: { readonly [Key in SayingKey]: (said: TurnSayings[Key]) => string };
}
