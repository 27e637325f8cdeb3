import type { MigrationClass } from '#platform';
import { AmendAndSetAside1795436800020 } from './amendments.js';
import { ChallengeInterests1795440200030 } from './challenges.js';
import { VoteByEveryRule1795436000001 } from './methods.js';
import { FreezeRecused1795440200020 } from './recused.js';
import { FreezeShares1795437500000 } from './takes.js';
import { BreakTiesByDraw1796066900000 } from './tie-draws.js';
import { CreateVoting1795435500000 } from './voting.js';

/** The migrations of voting, oldest first. */
export const votingMigrations: readonly MigrationClass[] = [
  CreateVoting1795435500000,
  VoteByEveryRule1795436000001,
  AmendAndSetAside1795436800020,
  FreezeShares1795437500000,
  FreezeRecused1795440200020,
  ChallengeInterests1795440200030,
  BreakTiesByDraw1796066900000,
];
