import { Controller, Get } from '@nestjs/common';
import { AppConfig } from '../../config/env';
import { VERSION } from '../../config/version';
import { V2Envelope } from '../../http/envelope.interceptor';
import { PublicRoute } from '../../http/route-access.decorator';

/** What runs here. */
export interface V2Version {
  /** Of Switchboard. */
  version: string;
  /** Of Meta's Graph API that it calls, such as `v25.0`. */
  graphVersion: string;
}

/** For clients of v2, without a key. */
@Controller('v2')
@V2Envelope()
@PublicRoute()
export class V2HealthController {
  constructor(private readonly config: AppConfig) {}

  /** The process is alive; whether it can do its work is what `/readyz` says. */
  @Get('health')
  health(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('version')
  version(): V2Version {
    return { version: VERSION, graphVersion: this.config.graph.version };
  }
}
