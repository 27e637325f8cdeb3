import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD, APP_PIPE, HttpAdapterHost } from '@nestjs/core';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { printSchema } from 'graphql';
import { AccessGuard } from '../access.js';
import { CONFIG, type Config } from '../config.js';
import { LOG, type Log } from '../logging.js';
import type { GraphqlContext } from './context.js';
import { publicError } from './errors.js';
import { installGraphiql } from './graphiql.js';
import { installHttpEdge } from './http-edge.js';
import { InputPipe } from './input.pipe.js';
import { LIMITS } from './limits.js';
import { NodeReaders, NodeResolver } from './node.js';
import { Reading } from './reading.js';
import { compiledPlugin, limitsPlugin, statusPlugin } from './plugins.js';
import { DateTime } from './scalars.js';
import { completeSchema } from './schema-resolvers.js';

type EdgeConfig = Pick<Config, 'production'>;

/** Apollo on Fastify as this server wants it; what is not said here is off. */
function options({ production }: EdgeConfig, log: Log): ApolloDriverConfig {
  return {
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    transformSchema: completeSchema,
    // A library may bring fields of a type that no operation of this process returns.
    resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
    buildSchemaOptions: {
      noDuplicatedFields: true,
      numberScalarMode: 'integer',
      scalarsMap: [{ type: Date, scalar: DateTime }],
    },
    context: (request: FastifyRequest, reply: FastifyReply): GraphqlContext => ({
      principal: request.principal,
      loaders: new Map(),
      request,
      reply,
    }),
    // The limits refuse __schema to strangers; __type stays, as GraphQL over HTTP is audited by it.
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    graphiql: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    autoTransformHttpErrors: false,
    parseOptions: { maxTokens: LIMITS.tokens },
    maxRecursiveSelections: LIMITS.recursiveSelections,
    validationOptions: { maxErrors: LIMITS.validationErrors },
    formatError: (_formatted, error) => publicError(error, log),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      limitsPlugin({ production }),
      compiledPlugin(log),
      statusPlugin,
    ],
  };
}

/**
 * The edge of the server: GraphQL at `/graphql`, its schema as a file, GraphiQL outside production, and the rules
 * that hold for every route. Rests on the globally provided `CONFIG` and `LOG`, and on a hook that sets the
 * principal of every request.
 */
@Global()
@Module({
  imports: [
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      inject: [CONFIG, LOG],
      useFactory: options,
    }),
  ],
  providers: [
    NodeReaders,
    NodeResolver,
    Reading,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
  exports: [NodeReaders, Reading, GraphQLModule],
})
export class GraphqlModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly schemaHost: GraphQLSchemaHost,
    @Inject(CONFIG) private readonly config: EdgeConfig,
  ) {}

  /** Before the server listens: Fastify takes no hook afterwards. */
  onModuleInit(): void {
    // The steward runs the modules without a web server; Nest's type does not say so.
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
    if (!adapter) return;
    const server = adapter.getInstance<FastifyInstance>();
    installHttpEdge(server);
    server.get('/schema.graphql', (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=300')
        .type('text/plain; charset=utf-8')
        .send(`${printSchema(this.schemaHost.schema)}\n`),
    );
    if (!this.config.production) installGraphiql(server, () => this.schemaHost.schema);
  }
}
