import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { Access, notFound } from '#platform';
import { LogQueries } from '#record';
import type { JsonObject } from '#transparency';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PersonalDataExport } from './privacy-export.service.js';

/** Hands to people what the server holds on them. */
@Controller('my-data')
export class PrivacyController {
  constructor(
    private readonly exports: PersonalDataExport,
    private readonly logs: LogQueries,
  ) {}

  /** All that is held on the caller in the coalition with this slug, to be kept as a file. */
  @Access('member')
  @Get(':slug')
  async mine(
    @Param('slug') slug: string,
    @Req() { principal }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonObject> {
    const log = await this.logs.bySlug(slug);
    const personId = log && principal.persons.get(log.coalitionId);
    const data = log && personId ? await this.exports.of(log.coalitionId, personId) : null;
    if (!data) throw notFound();
    void reply
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="my-data-${slug}.json"`);
    return data;
  }
}
