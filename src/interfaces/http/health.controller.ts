import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
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
  constructor(private readonly readiness: Readiness) {}

  @Get()
  async health(): Promise<{ status: string }> {
    try {
      await this.readiness.check();
    } catch (error) {
      throw new ServiceUnavailableException({ status: `No deliveries are taken: ${(error as Error).message}` });
    }
    return { status: 'We are healthy!' };
  }
}
