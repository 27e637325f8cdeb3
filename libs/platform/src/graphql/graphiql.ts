import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { introspectionFromSchema, type GraphQLSchema } from 'graphql';

interface BrowserFile {
  readonly library: string;
  /** In the library's folder; its `exports` name no file made for browsers. */
  readonly file: string;
  readonly type: string;
}

const FILES: Readonly<Record<string, BrowserFile>> = {
  'react.js': { library: 'react', file: 'umd/react.production.min.js', type: 'text/javascript' },
  'react-dom.js': { library: 'react-dom', file: 'umd/react-dom.production.min.js', type: 'text/javascript' },
  'graphiql.js': { library: 'graphiql', file: 'graphiql.min.js', type: 'text/javascript' },
  'graphiql.css': { library: 'graphiql', file: 'graphiql.min.css', type: 'text/css' },
};

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Quorate GraphiQL</title>
<link rel="stylesheet" href="/graphiql/graphiql.css">
<style>body { margin: 0 } #graphiql { height: 100vh }</style>
</head>
<body>
<div id="graphiql">Loading</div>
<script src="/graphiql/react.js"></script>
<script src="/graphiql/react-dom.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script src="/graphiql/start.js"></script>
</body>
</html>
`;

/** The page asks for the schema by an operation that the limits refuse, so it is given the published one. */
const START = `const send = GraphiQL.createFetcher({ url: '/graphql' });
const fetcher = (params, options) =>
  params.operationName === 'IntrospectionQuery'
    ? fetch('/graphiql/schema.json').then((answer) => answer.json())
    : send(params, options);
const page = React.createElement(GraphiQL, { fetcher, defaultEditorToolsVisibility: true });
ReactDOM.createRoot(document.getElementById('graphiql')).render(page);
`;

/** The editor puts its own styles and pictures into the page; everything else comes from this server. */
const CONTENT_SECURITY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

/** Serves GraphiQL at `/graphiql`, from files of this server alone. */
export function installGraphiql(server: FastifyInstance, schema: () => GraphQLSchema): void {
  const { resolve } = createRequire(import.meta.url);
  server.get('/graphiql', (_request, reply) =>
    reply.header('content-security-policy', CONTENT_SECURITY).type('text/html; charset=utf-8').send(PAGE),
  );
  server.get('/graphiql/start.js', (_request, reply) => reply.type('text/javascript').send(START));
  server.get('/graphiql/schema.json', (_request, reply) =>
    reply.send({ data: introspectionFromSchema(schema()) }),
  );
  for (const [name, { library, file, type }] of Object.entries(FILES)) {
    const source = path.join(path.dirname(resolve(`${library}/package.json`)), file);
    server.get(`/graphiql/${name}`, (_request, reply) =>
      reply.header('cache-control', 'public, max-age=3600').type(type).send(createReadStream(source)),
    );
  }
}
