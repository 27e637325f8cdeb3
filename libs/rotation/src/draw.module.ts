import { Module } from '@nestjs/common';
import { AssemblyModule } from '#assembly';
import { RecordModule } from '#record';
import { DrawSecretResolver, DrawSectorResolver } from './draw-secrets.resolver.js';
import { DrawSecrets } from './draw-secrets.service.js';
import { PoolPlaces } from './draw.queries.js';
import { BodyDrawsResolver, DrawResolver, RemedyDrawResolver } from './draw.resolver.js';
import { Draws } from './draw.service.js';
import { RemedyLots } from './remedy-lots.service.js';
import { SortitionSolver } from './sortition-solver.service.js';
import { PanelReading } from './sortition.queries.js';
import { BodySortitionsResolver, DrawSortitionResolver, SortitionResolver } from './sortition.resolver.js';
import { Sortitions } from './sortition.service.js';

/** Draws that anybody can draw again. */
@Module({
  imports: [RecordModule, AssemblyModule],
  providers: [
    Draws,
    DrawSecrets,
    PoolPlaces,
    RemedyLots,
    DrawResolver,
    DrawSecretResolver,
    DrawSectorResolver,
    BodyDrawsResolver,
    RemedyDrawResolver,
    Sortitions,
    SortitionSolver,
    PanelReading,
    SortitionResolver,
    BodySortitionsResolver,
    DrawSortitionResolver,
  ],
  exports: [Draws, Sortitions],
})
export class DrawModule {}
