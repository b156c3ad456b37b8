import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config/env';
import { OutboundClient } from './outbound-client';

/** The guarded way to tenants' servers, for every module. */
@Global()
@Module({
  providers: [
    {
      provide: OutboundClient,
      inject: [AppConfig],
      useFactory: (config: AppConfig) =>
        new OutboundClient({ allowHttp: config.allowHttpWebhooks, allowHosts: config.ssrfAllowHosts }),
    },
  ],
  exports: [OutboundClient],
})
export class OutboundModule {}
