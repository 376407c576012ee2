import { BadRequestException, Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { IncomingBody } from './intake/incoming-body.js';
import { STANDARD_BODY } from './intake/intake-limits.js';
import { NotJson, parseJson } from './json-text.js';

/** Bytes of a request to the DTO that the controller asks for, or 400 with everything that is wrong with them. */
@Injectable()
export class JsonBody implements PipeTransform {
  /** `limit`: bytes that the body may have. */
  constructor(private readonly limit = STANDARD_BODY) {}

  async transform(body: unknown, { metatype }: ArgumentMetadata): Promise<unknown> {
    if (!metatype) throw new Error('JsonBody needs the class of the DTO as the type of its parameter');
    const bytes = body instanceof IncomingBody ? await body.bytes({ limit: this.limit }) : undefined;
    const dto = Object.assign(new metatype() as object, this.objectIn(bytes));
    const errors = validateSync(dto, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: false },
    });
    if (errors.length > 0) throw new BadRequestException(errors.flatMap(messagesOf));
    return dto;
  }

  private objectIn(bytes: Buffer | undefined): object {
    if (!bytes?.length) throw new BadRequestException('Expected a JSON object, found nothing.');
    try {
      const { value } = parseJson(bytes);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    } catch (error) {
      throw error instanceof NotJson ? new BadRequestException(error.message) : error;
    }
    throw new BadRequestException('Expected a JSON object, found another kind of JSON.');
  }
}

function messagesOf(error: ValidationError): string[] {
  return [...Object.values(error.constraints ?? {}), ...(error.children ?? []).flatMap(messagesOf)];
}
