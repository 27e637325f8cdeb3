import { said, type KeptTable } from '#record';
import { audienceColumns, fundingTables } from './funding.kept.js';

const dated = { begins_at: said.fact('beginsAt'), ends_at: said.fact('endsAt') };

/** How the rows on who may sit and vote follow from the record. */
export const standingTables: readonly KeptTable[] = [
  {
    table: 'ruling',
    brought: { 'ruling.made': said.once },
    columns: {
      body_id: said.fact('body'),
      question: said.fact('question'),
      reading: said.fact('reading'),
      begins_at: said.fact('beginsAt'),
    },
  },
  {
    table: 'limit_waiver',
    brought: { 'limit.waived': said.once },
    columns: {
      body_id: said.fact('body'),
      person_id: said.committed('person'),
      clause: said.fact('clause'),
      ...dated,
    },
  },
  {
    table: 'known_fact',
    brought: { 'fact.noted': said.once },
    columns: { person_id: said.committed('person'), kind: said.committed('kind'), ...dated },
  },
  {
    table: 'organization_relation',
    brought: { 'organization.related': said.once },
    columns: { organization_id: said.fact('organization'), related_id: said.fact('related'), ...dated },
  },
  {
    table: 'remedy',
    brought: { 'remedy.opened': said.once },
    columns: {
      body_id: said.fact('body'),
      clause: said.fact('clause'),
      group_id: said.fact('group'),
      holds: said.fact('holds'),
      bound: said.fact('bound'),
      step: said.fact('step'),
      deadline: said.fact('deadline'),
      outcome: said.fact('outcome'),
    },
  },
  {
    table: 'interest',
    brought: { 'interest.declared': said.once },
    columns: {
      person_id: said.committed('person'),
      kind: said.fact('kind'),
      organization_id: said.fact('organization'),
      ...audienceColumns,
      ...dated,
    },
  },
  ...fundingTables,
  {
    table: 'recusal',
    brought: { 'recusal.made': said.once },
    columns: {
      body_id: said.fact('body'),
      person_id: said.committed('person'),
      subject_id: said.fact('subject'),
      how: said.fact('how'),
      clause: said.fact('clause'),
      interest: said.fact('interest'),
      begins_at: said.fact('beginsAt'),
    },
  },
  {
    table: 'subject_party',
    brought: { 'party.named': said.once },
    columns: {
      body_id: said.fact('body'),
      subject_id: said.fact('subject'),
      organization_id: said.fact('organization'),
      person_id: said.committed('person'),
      funding_id: said.committed('funding'),
      withdrawn_at: said.fact('withdrawnAt'),
    },
  },
  {
    table: 'alternate_activation',
    brought: { 'alternate.activated': said.once },
    columns: {
      body_id: said.fact('body'),
      mandate_id: said.fact('mandate'),
      stands_in_for: said.fact('standsInFor'),
      occasion: said.fact('occasion'),
      ...dated,
    },
  },
];
