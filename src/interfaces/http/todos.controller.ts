import { Body, Controller, Get, HttpCode, NotFoundException, Post, Query, UseGuards } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiProperty, ApiQuery, ApiTags } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { ReleaseTodos } from '../../application/commands/todos/release-todos.js';
import { ListTodos, type TodoList } from '../../application/queries/todos/list-todos.js';
import { AdminGuard } from './admin-guard.js';
import { JsonBody } from './json-body.pipe.js';
import { limitOf } from './query-parameters.js';

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
  list(@Query('limit') limit?: string): Promise<TodoList> {
    return this.queries.execute(new ListTodos(limitOf(limit)));
  }

  @Post('release')
  @HttpCode(200)
  async release(@Body(new JsonBody()) { key }: ReleaseDto): Promise<{ released: number }> {
    const released = await this.commands.execute(new ReleaseTodos(key));
    if (released === 0 && key !== undefined)
      throw new NotFoundException(`Expected the key of a parked todo, found ${key}.`);
    return { released };
  }
}
