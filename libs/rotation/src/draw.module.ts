import { Module } from '@nestjs/common';
import { AssemblyModule } from '#assembly';
import { RecordModule } from '#record';
import { DrawSecretResolver, DrawSectorResolver } from './draw-secrets.resolver.js';
import { DrawSecrets } from './draw-secrets.service.js';
import { PoolPlaces } from './draw.queries.js';
import { BodyDrawsResolver, DrawResolver } from './draw.resolver.js';
import { Draws } from './draw.service.js';

/** Draws that anybody can draw again. */
@Module({
  imports: [RecordModule, AssemblyModule],
  providers: [
    Draws,
    DrawSecrets,
    PoolPlaces,
    DrawResolver,
    DrawSecretResolver,
    DrawSectorResolver,
    BodyDrawsResolver,
  ],
  exports: [Draws],
})
export class DrawModule {}
