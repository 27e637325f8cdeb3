import type { Words } from './words.js';

/** The coalition's name in addresses. */
export const SLUG = 'harbour';

export const COALITION: Words = { en: 'Harbour Quarter Coalition', it: 'Coalizione del Quartiere del Porto' };

/** The constituencies, by the key that the other tables use. */
export const SECTORS = {
  residents: { en: 'Residents', it: 'Residenti' },
  civic: { en: 'Civic associations', it: 'Associazioni civiche' },
  culture: { en: 'Culture and education', it: 'Cultura ed educazione' },
  labour: { en: 'Labour and craft', it: 'Lavoro e artigianato' },
  research: { en: 'Research and technology', it: 'Ricerca e tecnologia' },
} as const satisfies Readonly<Record<string, Words>>;

export type SectorKey = keyof typeof SECTORS;

export const ORGANIZATIONS = {
  molo: { sector: 'residents', name: { en: 'Residents of Old Pier', it: 'Abitanti del Molo Antico' } },
  darsena: { sector: 'residents', name: { en: 'Basin Tenants', it: 'Inquilini della Darsena' } },
  parents: {
    sector: 'residents',
    name: { en: 'Parents of Lighthouse School', it: 'Genitori della Scuola del Faro' },
  },
  watch: { sector: 'civic', name: { en: 'Clear Water Watch', it: 'Osservatorio Acque Chiare' } },
  quay: { sector: 'civic', name: { en: 'Open Quay', it: 'Banchina Aperta' } },
  stage: { sector: 'culture', name: { en: 'Warehouse Nine Theatre', it: 'Teatro Magazzino Nove' } },
  memory: { sector: 'culture', name: { en: 'House of Seafaring', it: 'Casa della Marineria' } },
  school: { sector: 'culture', name: { en: 'Lighthouse School', it: 'Scuola del Faro' } },
  dockers: { sector: 'labour', name: { en: 'Dockworkers’ Cooperative', it: 'Cooperativa dei Portuali' } },
  boats: { sector: 'labour', name: { en: 'Boatbuilders’ Yard', it: 'Cantiere dei Maestri d’Ascia' } },
  coast: { sector: 'research', name: { en: 'Institute for the Coast', it: 'Istituto per la Costa' } },
  mobility: { sector: 'research', name: { en: 'Slow Mobility Lab', it: 'Laboratorio Mobilità Lenta' } },
} as const satisfies Readonly<Record<string, { sector: SectorKey; name: Words }>>;

export type OrganizationKey = keyof typeof ORGANIZATIONS;

/** A person; the address is theirs for signing in. One with a seat speaks in it for their organization. */
export interface DemoPerson {
  readonly name: string;
  readonly organization: OrganizationKey | null;
  readonly seat: boolean;
}

export const PEOPLE = {
  marta: { name: 'Marta Olivieri', organization: null, seat: false },
  samir: { name: 'Samir Haddad', organization: 'molo', seat: true },
  giulia: { name: 'Giulia Ferrando', organization: 'darsena', seat: true },
  tomas: { name: 'Tomás Rey', organization: 'parents', seat: true },
  ines: { name: 'Inês Cardoso', organization: 'watch', seat: true },
  bruno: { name: 'Bruno Parodi', organization: 'quay', seat: true },
  leyla: { name: 'Leyla Demir', organization: 'stage', seat: true },
  otto: { name: 'Otto Brandt', organization: 'memory', seat: true },
  pietro: { name: 'Pietro Canepa', organization: 'dockers', seat: true },
  nadia: { name: 'Nadia Benali', organization: 'boats', seat: true },
  clara: { name: 'Clara Moretti', organization: 'coast', seat: true },
  jonas: { name: 'Jonas Lind', organization: 'mobility', seat: true },
  amina: { name: 'Amina Yusuf', organization: 'molo', seat: false },
  dario: { name: 'Dario Schiaffino', organization: 'darsena', seat: false },
  elif: { name: 'Elif Kaya', organization: 'parents', seat: false },
  rosa: { name: 'Rosa Queirolo', organization: 'watch', seat: false },
  hugo: { name: 'Hugo Martins', organization: 'school', seat: false },
  vera: { name: 'Vera Novak', organization: 'school', seat: false },
  luca: { name: 'Luca Bozzo', organization: 'dockers', seat: false },
  sofia: { name: 'Sofia Costa', organization: 'coast', seat: false },
} as const satisfies Readonly<Record<string, DemoPerson>>;

export type PersonKey = keyof typeof PEOPLE;

/** Who founded the coalition and keeps its register. */
export const STEWARD: PersonKey = 'marta';

/** Those whom a newcomer may sign in as. */
export const GUESTS = [
  { role: 'a member of the steering committee', person: 'samir' },
  { role: 'the signatory of a partner', person: 'nadia' },
  { role: 'the steward', person: STEWARD },
] as const satisfies readonly { role: string; person: PersonKey }[];

/** The address of a person of the demonstration; the domain is one that nobody can have (RFC 2606). */
export function emailOf(person: PersonKey): string {
  return `${person}@harbour.example`;
}
