import { AmendCharters1795436800000 } from './amendments.js';
import { KeepAttendance1795440300010 } from './attendance.js';
import { CreateAssembly1795435300000 } from './assembly.js';
import { RecuseByClause1795440200010 } from './conflicts.js';
import { KeepHandovers1795441600000 } from './handovers.js';
import { DiscloseFunding1795442000010 } from './disclosures.js';
import { SealNames1795436200010 } from './privacy.js';
import { ListSeniority1796069000010 } from './seniority-lists.js';
import { CreateStanding1795436700000 } from './standing.js';
import { EndTerms1795440100000 } from './terms.js';

/** The migrations of this library, oldest first. */
export const assemblyMigrations = [
  CreateAssembly1795435300000,
  SealNames1795436200010,
  CreateStanding1795436700000,
  AmendCharters1795436800000,
  EndTerms1795440100000,
  RecuseByClause1795440200010,
  KeepAttendance1795440300010,
  KeepHandovers1795441600000,
  DiscloseFunding1795442000010,
  ListSeniority1796069000010,
];
