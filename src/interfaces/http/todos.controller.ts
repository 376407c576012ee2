import { Body, Controller, Get, HttpCode, NotFoundException, Post, Query, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiProperty, ApiQuery, ApiTags } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { ReleaseTodos } from '../../application/commands/todos/release-todos.js';
import type { Audience } from '../../application/queries/audience/audience.js';
import { ListTodos, type TodoList } from '../../application/queries/todos/list-todos.js';
import { AdminGuard } from './admin-guard.js';
import { JsonBody } from './json-body.pipe.js';
import { operatorsCause } from './operators-cause.js';
import { limitOf, textOf } from './query-parameters.js';
import { Asking, Operator } from './request-parameters.js';

/** Which parked todo is to be tried again. */
export class ReleaseDto {
  @ApiProperty({ required: false, description: 'Key of a parked todo; absent: all of them' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  key?: string;
}

/** What the service has still to do outside. */
@ApiTags('todos')
@ApiBearerAuth()
@Controller('api/todos')
@UseGuards(AdminGuard)
export class TodosController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiQuery({ name: 'limit', required: false })
  @ApiQuery({ name: 'after', required: false, description: '`next` of the page before: those behind it' })
  list(
    @Asking() audience: Audience,
    @Query('limit') limit?: string,
    @Query('after') after?: string,
  ): Promise<TodoList> {
    const page = { after: textOf('after', after), limit: limitOf(limit) };
    return this.queries.execute(new ListTodos(audience, page));
  }

  @Post('release')
  @HttpCode(200)
  async release(
    @Body(new JsonBody()) { key }: ReleaseDto,
    @Operator() operator: string,
  ): Promise<{ released: number }> {
    const released = await this.commands.execute(new ReleaseTodos(key, operator, operatorsCause(operator)));
    if (released === 0 && key !== undefined)
      throw new NotFoundException(`Expected the key of a parked todo, found ${key}.`);
    return { released };
  }
}
