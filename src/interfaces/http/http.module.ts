import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';

/** Health and metrics. `imports` export `Readiness`. */
@Module({})
export class HttpModule {
  static with(imports: ModuleMetadata['imports']): DynamicModule {
    return {
      module: HttpModule,
      imports,
      controllers: [HealthController, MetricsController],
      providers: [Metrics],
      exports: [Metrics],
    };
  }
}
