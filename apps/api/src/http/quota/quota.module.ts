import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../../config/env';
import { KeyQuotaService } from './key-quota.service';
import { MemoryQuotaStore, QuotaStore } from './quota-store';
import { RedisQuotaStore } from './redis-quota-store';

/** Limits: shared through Redis where REDIS_URL names one, else held by this process. */
@Global()
@Module({
  providers: [
    {
      provide: QuotaStore,
      inject: [AppConfig],
      useFactory: ({ redisUrl }: AppConfig): QuotaStore =>
        redisUrl ? new RedisQuotaStore(redisUrl) : new MemoryQuotaStore(),
    },
    KeyQuotaService,
  ],
  exports: [QuotaStore, KeyQuotaService],
})
export class QuotaModule {}
