import { type DynamicModule, Module } from '@nestjs/common';
import { AppConfig } from './env';

/** Makes the settings that `main` has loaded injectable everywhere. */
@Module({})
export class ConfigModule {
  static with(config: AppConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: AppConfig, useValue: config }],
      exports: [AppConfig],
    };
  }
}
