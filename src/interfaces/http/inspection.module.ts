import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { AdminGuard } from './admin-guard.js';
import { DeliveryRecordsController } from './delivery-records.controller.js';
import { EventStreamController } from './event-stream.controller.js';
import { ExpensiveRead, ExpensiveReads } from './expensive-reads.js';
import { ExplainController } from './explain.controller.js';
import { SchemasController } from './schemas.controller.js';
import { TimelineController } from './timeline.controller.js';
import { TodosController } from './todos.controller.js';

/** What happened, why, and what is still to do. `imports` export `CommandBus`, `QueryBus` and `Operators`. */
@Module({})
export class InspectionModule {
  static with(imports: ModuleMetadata['imports']): DynamicModule {
    return {
      module: InspectionModule,
      imports,
      controllers: [
        TimelineController,
        DeliveryRecordsController,
        ExplainController,
        EventStreamController,
        TodosController,
        SchemasController,
      ],
      providers: [AdminGuard, ExpensiveReads, ExpensiveRead],
    };
  }
}
