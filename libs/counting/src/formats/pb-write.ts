import { refuse, type Refusal } from '#kernel';
import type { Ballot } from '../ballot.js';
import { csvLine } from './csv.js';
import { MAX_FILE_BYTES } from '../limits.js';
import type { FileElection } from './format.js';
import { tooLarge } from './writing.js';

type VoteType = 'approval' | 'ordinal' | 'scoring';

/** How a ballot stands in the columns `vote` and `points`; null for one that the format cannot hold. */
function voteOf(ballot: Ballot): { type: VoteType; vote: string; points: string } | null {
  switch (ballot.kind) {
    case 'approval':
      return { type: 'approval', vote: ballot.approved.join(','), points: '' };
    case 'scores': {
      const vote = ballot.scores.map(({ option }) => option).join(',');
      return { type: 'scoring', vote, points: ballot.scores.map(({ score }) => score).join(',') };
    }
    case 'ranking':
      return ballot.ranking.some((place) => place.length !== 1) || ballot.overvoted
        ? null
        : { type: 'ordinal', vote: ballot.ranking.flat().join(','), points: '' };
    default:
      return null;
  }
}

/** Writes Pabulib's format: one line a voter, so a group of weight k is written k times. */
export function writePb({ title, options, groups, parameters }: FileElection): string | Refusal {
  const wrong = options.find(({ id, cost }) => cost === undefined || /[,;"\s]/.test(id));
  if (wrong)
    return refuse('UNWRITABLE_NAME', `The project ${wrong.id} has no cost, or an id that is a list.`, {});
  const rows: string[] = [];
  const types = new Set<VoteType>();
  let [voter, length] = [0, 0];
  for (const { ballot, weight } of groups) {
    const vote = voteOf(ballot);
    if (vote) types.add(vote.type);
    if (!vote || types.size > 1) {
      return refuse(
        'UNWRITABLE_BALLOT',
        'The format holds single approvals, strict rankings or points, of one kind.',
      );
    }
    length += Number(weight) * (vote.vote.length + vote.points.length + 4);
    if (length > MAX_FILE_BYTES) return tooLarge();
    for (let copy = 0n; copy < weight; copy += 1n) {
      voter += 1;
      rows.push(csvLine([String(voter), vote.vote, vote.points], ';'));
    }
  }
  const [type = 'approval'] = types;
  const meta = [
    ['key', 'value'],
    ['description', title ?? ''],
    ['num_projects', String(options.length)],
    ['num_votes', String(voter)],
    ['budget', parameters.budget ?? '0'],
    ['vote_type', type],
    ...(ruleName(parameters) === null ? [] : [['rule', ruleName(parameters) ?? '']]),
  ];
  const projects = options.map(({ id, name, cost }) => csvLine([id, cost ?? '', name ?? id], ';'));
  return [
    'META',
    ...meta.map((fields) => csvLine(fields, ';')),
    'PROJECTS',
    'project_id;cost;name',
    ...projects,
    'VOTES',
    'voter_id;vote;points',
    ...rows,
    '',
  ].join('\n');
}

function ruleName({ rule, params }: FileElection['parameters']): string | null {
  if (rule === 'pb-greedy') return 'greedy';
  if (rule !== 'equal-shares') return null;
  return params?.['completion'] === 'add1' ? 'equalshares/add1' : 'equalshares';
}
