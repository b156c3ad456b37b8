import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { Response } from 'express';
import { PublicRoute } from '../../http/route-access.decorator';
import { MetricsService } from './metrics.service';
import { ReadinessService } from './readiness.service';

/** For load balancers, orchestrators and Prometheus. */
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: ReadinessService,
    private readonly metrics: MetricsService,
  ) {}

  /** The process is alive. */
  @Get('healthz')
  @PublicRoute()
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can do its work; 503 with the reasons when it cannot. */
  @Get('readyz')
  @PublicRoute()
  async ready(
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ status: 'ok' | 'unavailable'; reasons: string[] }> {
    const reasons = await this.readiness.problems();
    if (reasons.length > 0) response.status(HttpStatus.SERVICE_UNAVAILABLE).setHeader('Retry-After', '1');
    return { status: reasons.length === 0 ? 'ok' : 'unavailable', reasons };
  }

  @Get('metrics')
  @PublicRoute()
  async prometheus(@Res() response: Response): Promise<void> {
    response.type(this.metrics.contentType).send(await this.metrics.text());
  }
}
