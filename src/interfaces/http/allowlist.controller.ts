import { randomUUID } from 'node:crypto';
import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Put,
  Res,
  UseGuards,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { RemoveNamespace } from '../../application/commands/allowlist/remove-namespace.js';
import { SetNamespaceStatus } from '../../application/commands/allowlist/set-namespace-status.js';
import {
  FindAllowlistEntry,
  ListAllowlist,
  type AllowlistEntry,
} from '../../application/queries/allowlist/allowlist-entries.js';
import { parseAllowlistPath } from '../../domain/allowlist/allowlist-path.js';
import { namespaceStatuses, type NamespaceStatus } from '../../domain/allowlist/namespace-state.js';
import { AdminGuard } from './admin-guard.js';
import { JsonBody } from './json-body.pipe.js';
import { Operator } from './request-parameters.js';

/** What an entry becomes. */
export class NamespaceStatusDto {
  @ApiProperty({ enum: namespaceStatuses })
  @IsIn(namespaceStatuses)
  status!: NamespaceStatus;
}

/** Who may use the service: for all to read, for operators to change. */
@ApiTags('allowlist')
@Controller('api/allowlist')
export class AllowlistController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  list(): Promise<readonly AllowlistEntry[]> {
    return this.queries.execute(new ListAllowlist());
  }

  @Get('*')
  async find(@Param('*') path: string, @Res() reply: FastifyReply): Promise<void> {
    const namespace = parseAllowlistPath(path);
    const entry = namespace && (await this.queries.execute(new FindAllowlistEntry(namespace)));
    await (entry ? reply.send(entry) : reply.code(204).send());
  }

  @Put('*')
  @HttpCode(204)
  @UseGuards(AdminGuard)
  @ApiBearerAuth()
  async set(
    @Param('*') path: string,
    @Body(new JsonBody()) { status }: NamespaceStatusDto,
    @Operator() operator: string,
  ): Promise<void> {
    const cause = operatorsCause(operator);
    await this.commands.execute(new SetNamespaceStatus(namespaceIn(path), status, operator, cause));
  }

  @Delete('*')
  @HttpCode(204)
  @UseGuards(AdminGuard)
  @ApiBearerAuth()
  async remove(@Param('*') path: string, @Operator() operator: string): Promise<void> {
    await this.commands.execute(new RemoveNamespace(namespaceIn(path), operator, operatorsCause(operator)));
  }
}

function namespaceIn(path: string): string {
  const namespace = parseAllowlistPath(path);
  if (namespace) return namespace;
  throw new BadRequestException(
    `Expected a host, a namespace or a repository, as github.com, github.com/packit or github.com/packit/ogr.git, found ${path}`,
  );
}

/** An operator's request begins something of its own. */
function operatorsCause(actor: string): { id: string; correlationId: string; actor: string } {
  const id = `request-${randomUUID()}`;
  return { id, correlationId: id, actor };
}
