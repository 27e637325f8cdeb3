import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LOG, type Log } from '../logging.js';
import { httpAnswer } from './errors.js';

/** Answers what failed outside GraphQL. What failed inside goes on to GraphQL, which formats and logs it itself. */
@Catch()
export class EdgeFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    if (host.getType<'graphql' | 'http'>() === 'graphql') throw error;
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, body } = httpAnswer(error, this.log);
    await reply.code(status).type('application/json; charset=utf-8').send(body);
  }
}
