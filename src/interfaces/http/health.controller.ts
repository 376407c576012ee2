import { Controller, Get, Logger, ServiceUnavailableException } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

/** Whether deliveries are taken now. Provided by the composition root. */
export abstract class Readiness {
  /** Rejects with the reason while they are not. */
  abstract check(): Promise<void>;
}

/** For load balancers and start scripts. */
@ApiTags('system')
@Controller('api/healthz')
export class HealthController {
  private readonly logger = new Logger(HealthController.name);

  constructor(private readonly readiness: Readiness) {}

  @Get()
  async health(): Promise<{ status: string }> {
    try {
      await this.readiness.check();
    } catch (error) {
      this.logger.warn(`no deliveries are taken: ${(error as Error).message}`);
      throw new ServiceUnavailableException({ status: 'The event store takes no deliveries.' });
    }
    return { status: 'We are healthy!' };
  }
}
