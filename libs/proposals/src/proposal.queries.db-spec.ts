import { globalId, type PageRequest } from '#platform';
import { charterOf, Committee, committed, english } from '../../../test/support/committee.js';
import { askCounted } from '../../../test/support/statements.js';
import { startTestServer, type TestServer } from '../../../test/support/world.js';
import { ProposalQueries } from './proposal.queries.js';
import { Proposals } from './proposal.service.js';

let server: TestServer;
let committee: Committee;

beforeAll(async () => {
  server = await startTestServer();
  const clauses = charterOf(3, { SECONDING: { coSponsors: 1, sectors: 0 } });
  committee = await Committee.seat(server, 3, { slug: 'common-ground', clauses });
  const proposals = server.app.get(Proposals);
  for (const title of ['First', 'Second', 'Third', 'Draft']) {
    const proposer = () => committee.actor(committee.member(0));
    const wording = { title: english(title), text: english('Words.') };
    const draft = { bodyId: committee.bodyId, kind: 'MOTION' as const, ...wording };
    const { proposalId } = committed(await proposals.draftProposal(proposer(), draft)).result;
    if (title === 'Draft') continue;
    const [drafted, submitted] = [1, 2].map((expectedVersion) => ({ proposalId, expectedVersion }));
    committed(await proposals.reviseProposal(proposer(), drafted!, wording));
    committed(await proposals.submitProposal(proposer(), submitted!));
    const coSponsor = committee.actor(committee.member(1));
    committed(await proposals.coSponsor(coSponsor, { proposalId, textNumber: 2 }));
  }
});

afterAll(() => server.stop());

/** What a stranger is answered, and how many SQL statements it took. */
async function ask(query: string) {
  const { data, statements } = await askCounted(server, query);
  return { data, count: statements.length };
}

describe('the proposals of a body', () => {
  const FIELDS = 'nodes { title { text } proposer { name } coSponsors { person { name } } texts { number } }';
  const titles = ['Third', 'Second', 'First'];
  const read = ({ nodes }: { nodes: { title: { text: string } }[] }) => nodes.map(({ title }) => title.text);

  it('are listed to strangers without drafts, by a fixed number of statements', async () => {
    const body = globalId('Body', committee.coalitionId, committee.bodyId);
    const { data, count } = await ask(`{ proposals(body: "${body}") { ${FIELDS} totalCount } }`);
    expect(read(data.proposals)).toEqual(titles);
    expect(data.proposals.totalCount).toBe(3);
    expect(data.proposals.nodes[0]).toMatchObject({
      proposer: { name: 'Member 1' },
      coSponsors: [{ person: { name: 'Member 2' } }],
      texts: [{ number: 2 }],
    });
    expect(count).toBe(6);
  });

  it('hang on the body, those of all bodies read by one statement', async () => {
    const { data, count } = await ask(
      '{ coalition(slug: "common-ground") { bodies { nodes { proposals { nodes { title { text } } } } } } }',
    );
    expect(read(data.coalition.bodies.nodes[0].proposals)).toEqual(titles);
    expect(count).toBe(3);
  });

  it('include the drafts of who asks, and nobody else’s', async () => {
    const queries = server.app.get(ProposalQueries, { strict: false });
    const list = async (viewer: number | null, page: PageRequest = {}) => {
      const person = viewer === null ? null : committee.member(viewer);
      const of = { coalitionId: committee.coalitionId, bodyId: committee.bodyId, viewer: person };
      const { nodes, totalCount } = await queries.list(of, page);
      return [nodes.length, await totalCount];
    };
    expect(await list(0)).toEqual([4, 4]);
    expect(await list(1)).toEqual([3, 3]);
    expect(await list(null)).toEqual([3, 3]);
    expect(await list(0, { first: 2 })).toEqual([2, 4]);
  });

  it('are found by their ids, but drafts by their proposer alone', async () => {
    const [draft] = await server.database.dataSource.query(`SELECT id FROM proposal WHERE stage = 'DRAFT'`);
    const id = globalId('Proposal', committee.coalitionId, draft.id);
    const { data } = await ask(`{ node(id: "${id}") { id } }`);
    expect(data.node).toBeNull();
  });
});
