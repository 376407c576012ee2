import { pino, type Logger } from 'pino';
import { Log } from '../../application/ports/log.js';

/** JSON lines on standard output; level by `LOG_LEVEL` (default `info`). */
export class PinoLog extends Log {
  constructor(private readonly logger: Logger = pino({ level: process.env.LOG_LEVEL ?? 'info' })) {
    super();
  }

  info(message: string, fields: Record<string, unknown> = {}): void {
    this.logger.info(fields, message);
  }

  warn(message: string, fields: Record<string, unknown> = {}): void {
    this.logger.warn(fields, message);
  }

  error(message: string, fields: Record<string, unknown> = {}): void {
    this.logger.error(fields, message);
  }
}
