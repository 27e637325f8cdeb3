import { serverAudits } from 'graphql-http';
import { startEdgeApp, type EdgeApp } from './support/edge-app.js';

describe('GraphQL over HTTP in production', () => {
  let edge: EdgeApp;
  beforeAll(async () => {
    edge = await startEdgeApp({ production: true });
  });
  afterAll(() => edge.close());

  it('passes every audit of graphql-http', async () => {
    const audits = serverAudits({ url: () => `${edge.url}/graphql`, fetchFn: fetch });
    const results = await Promise.all(audits.map((audit) => audit.fn()));
    const failing = results
      .filter(({ status }) => status !== 'ok')
      .map((result) => `${result.id} ${result.name}: ${'reason' in result ? result.reason : ''}`);
    expect(failing).toEqual([]);
    expect(audits.length).toBeGreaterThanOrEqual(61);
  });
});
