import { startGraphSimulator } from '@switchboard/graph-sim';
import type { AppConfig } from './config/env';

/** The simulator that stands in for Meta where no GRAPH_BASE_URL is named. */
export interface DevelopmentSimulator {
  baseUrl: string;
  /** Names the address that status webhooks go to, once it is known. */
  deliverTo(webhookUrl: string): Promise<void>;
  close(): Promise<void>;
}

export async function startSimulator(config: AppConfig): Promise<DevelopmentSimulator> {
  const simulator = await startGraphSimulator({ appSecret: config.metaAppSecret });
  return {
    baseUrl: simulator.baseUrl,
    deliverTo: async (webhookUrl) => {
      await fetch(`${simulator.baseUrl}/_sim/config`, { method: 'PATCH', body: JSON.stringify({ webhookUrl }) });
    },
    close: () => simulator.close(),
  };
}
