import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { AdminGuard } from './admin-guard.js';
import { AllowlistController } from './allowlist.controller.js';

/** The allowlist over HTTP. `imports` export `CommandBus`, `QueryBus` and `Operators`. */
@Module({})
export class AllowlistModule {
  static with(imports: ModuleMetadata['imports']): DynamicModule {
    return { module: AllowlistModule, imports, controllers: [AllowlistController], providers: [AdminGuard] };
  }
}
