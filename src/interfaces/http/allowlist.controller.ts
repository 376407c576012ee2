import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Put,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiProperty, ApiQuery, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RemoveNamespace } from '../../application/commands/allowlist/remove-namespace.js';
import { SetNamespaceStatus } from '../../application/commands/allowlist/set-namespace-status.js';
import {
  FindAllowlistEntry,
  ListAllowlist,
  type AllowlistEntry,
} from '../../application/queries/allowlist/allowlist-entries.js';
import type { Audience } from '../../application/queries/audience/audience.js';
import { parseAllowlistPath } from '../../domain/allowlist/allowlist-path.js';
import { namespaceStatuses, type NamespaceStatus } from '../../domain/allowlist/namespace-state.js';
import { AdminGuard } from './admin-guard.js';
import { JsonBody } from './json-body.pipe.js';
import { operatorsCause } from './operators-cause.js';
import { linkNext } from './paging.js';
import { limitOf, textOf } from './query-parameters.js';
import { Asking, Operator } from './request-parameters.js';

/** What an entry becomes. */
export class NamespaceStatusDto {
  @ApiProperty({ enum: namespaceStatuses })
  @IsIn(namespaceStatuses)
  status!: NamespaceStatus;
}

/** Entries of a page, and at most. */
const ENTRIES = 500;

/** Who may use the service: for all to read, for operators to change. */
@ApiTags('allowlist')
@Controller('api/allowlist')
export class AllowlistController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiQuery({ name: 'after', required: false, description: 'Name of an entry: those behind it' })
  @ApiQuery({ name: 'limit', required: false })
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() audience: Audience,
    @Query() { after, limit }: Record<string, unknown>,
  ): Promise<readonly AllowlistEntry[]> {
    const page = { after: textOf('after', after), limit: limitOf(limit, ENTRIES) };
    const { entries, next } = await this.queries.execute(new ListAllowlist(audience, page));
    linkNext(request, reply, 'after', next);
    return entries;
  }

  @Get('*')
  async find(@Param('*') path: string, @Res() reply: FastifyReply, @Asking() audience: Audience): Promise<void> {
    const namespace = parseAllowlistPath(path);
    const entry = namespace && (await this.queries.execute(new FindAllowlistEntry(audience, namespace)));
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
