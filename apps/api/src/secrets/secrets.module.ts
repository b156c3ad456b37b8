import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config/env';
import { SecretBox } from './secret-box';

/** Encryption at rest under MASTER_KEY, for every module. */
@Global()
@Module({
  providers: [
    {
      provide: SecretBox,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new SecretBox(config.masterKey, config.retiredMasterKeys),
    },
  ],
  exports: [SecretBox],
})
export class SecretsModule {}
