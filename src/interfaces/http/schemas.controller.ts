import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { packageConfigSchema } from '../../domain/package-config/json-schema.js';

/** Descriptions by which editors complete and check what people write. */
@ApiTags('schemas')
@Controller('api/schemas')
export class SchemasController {
  private readonly packit = packageConfigSchema();

  /** JSON Schema of `packit.yaml`. */
  @Get('packit.json')
  schema(): object {
    return this.packit;
  }
}
