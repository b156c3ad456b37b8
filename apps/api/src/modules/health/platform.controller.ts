import { Controller, Get, Query } from '@nestjs/common';
import { ConsoleRoute } from '../../http/route-access.decorator';
import {
  type PlatformHealthView,
  type PlatformQueuesView,
  type PlatformThroughputView,
  ThroughputQuery,
} from './platform.dto';
import { PlatformService } from './platform.service';
import { ThroughputService } from './throughput.service';

/** How the platform is, for operators and support. */
@Controller('console/v1/platform')
@ConsoleRoute({ platform: ['support'] })
export class PlatformController {
  constructor(
    private readonly platform: PlatformService,
    private readonly throughput: ThroughputService,
  ) {}

  @Get('health')
  health(): Promise<PlatformHealthView> {
    return this.platform.health();
  }

  @Get('queues')
  queues(): Promise<PlatformQueuesView> {
    return this.platform.queues();
  }

  /** What all tenants together do, minute by minute. */
  @Get('throughput')
  minutes(@Query() query: ThroughputQuery): Promise<PlatformThroughputView> {
    return this.throughput.view(query.minutes);
  }
}
