import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@switchboard/database';
import { AppConfig } from '../config/env';
import { CacheNotices } from './cache-notices';

/** Closes the connections last, when nothing else runs any more. */
@Injectable()
class DatabaseShutdown implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  onApplicationShutdown(): Promise<void> {
    return this.database.close();
  }
}

/** The database and the notices of its changes, for every module. `databaseUrl` is set by then, embedded or not. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => {
        if (!config.databaseUrl) throw new Error('The database has not been started.');
        return new Database({ url: config.databaseUrl, maxConnections: config.databaseConnections });
      },
    },
    CacheNotices,
    DatabaseShutdown,
  ],
  exports: [Database, CacheNotices],
})
export class DatabaseModule {}
