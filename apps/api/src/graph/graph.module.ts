import { Global, Injectable, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { GraphClient } from '@switchboard/graph-client';
import { AppConfig } from '../config/env';

@Injectable()
class GraphShutdown implements OnApplicationShutdown {
  constructor(private readonly graph: GraphClient) {}

  onApplicationShutdown(): Promise<void> {
    return this.graph.close();
  }
}

/** The connection to Meta, or to whatever GRAPH_BASE_URL names. */
@Global()
@Module({
  providers: [
    {
      provide: GraphClient,
      inject: [AppConfig],
      useFactory: ({ graph }: AppConfig) => {
        if (!graph.baseUrl) throw new Error('The simulator has not been started.');
        const client = new GraphClient({ baseUrl: graph.baseUrl, version: graph.version, timeoutMs: graph.timeoutMs });
        const logger = new Logger('Graph');
        client.onCircuitStateChange((state) => logger.warn(`The circuit to ${graph.baseUrl ?? ''} is ${state}.`));
        return client;
      },
    },
    GraphShutdown,
  ],
  exports: [GraphClient],
})
export class GraphModule {}
