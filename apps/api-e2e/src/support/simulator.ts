import { type GraphSimulator, type SimulatorConfig, startGraphSimulator } from '@switchboard/graph-sim';
import { type Answer, expectStatus, HttpClient } from './http-client';
import { SECRETS } from './switchboard';

/** A request to send a message, as the simulated Meta got it. */
export interface SimulatedMessage {
  path: string;
  token: string;
  rawBody: string;
  to: string;
  type: string;
  callbackData: string;
  wamid: string | null;
  accepted: boolean;
  errorCode?: number;
  statuses: { status: string; at: string }[];
}

export interface FaultRequest {
  kind: string;
  match?: Record<string, string>;
  code?: number;
  httpStatus?: number;
  delayMs?: number;
  times?: number;
  probability?: number;
  body?: string;
  headers?: Record<string, string>;
}

/** Lifts the limits that Meta would set, so that only Switchboard's own are felt. */
export const UNLIMITED: Partial<SimulatorConfig> = { throughputPerSecond: 0, pairLimit: false };

/** The simulated Meta, running in the test's process: it outlives a Switchboard that is killed. */
export class Simulator {
  private constructor(
    private readonly simulator: GraphSimulator,
    private readonly http: HttpClient,
  ) {}

  static async start(config: Partial<SimulatorConfig> = UNLIMITED): Promise<Simulator> {
    const simulator = await startGraphSimulator({ appSecret: SECRETS.META_APP_SECRET, config });
    return new Simulator(simulator, new HttpClient(simulator.baseUrl));
  }

  get baseUrl(): string {
    return this.simulator.baseUrl;
  }

  /** Names the Switchboard that statuses are reported to. */
  deliverTo(switchboardUrl: string): Promise<void> {
    return this.configure({ webhookUrl: `${switchboardUrl}/webhooks/meta` });
  }

  async configure(config: Partial<SimulatorConfig>): Promise<void> {
    await this.control('PATCH', 'config', config);
  }

  async fault(fault: FaultRequest): Promise<void> {
    await this.control('POST', 'faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.control('DELETE', 'faults');
  }

  /** What arrived, newest first. */
  async messages(filter: Record<string, string> = {}): Promise<SimulatedMessage[]> {
    const query = new URLSearchParams({ limit: '10000', ...filter });
    return (await this.control('GET', `messages?${query}`)).items as SimulatedMessage[];
  }

  async counts(): Promise<{ received: number; accepted: number }> {
    return (await this.control('GET', 'state')).messages as { received: number; accepted: number };
  }

  /** Whether nothing waits to be reported any more. */
  async isQuiet(): Promise<boolean> {
    const { scheduled, webhooks } = await this.control('GET', 'state');
    return scheduled === 0 && webhooks.queued === 0 && webhooks.inFlight === 0 && webhooks.retrying === 0;
  }

  /** Calls the control API; throws for anything but success. */
  async control(method: string, path: string, body?: unknown): Promise<Answer['json']> {
    return expectStatus(await this.http.call(`/_sim/${path}`, { method, body }), 200);
  }

  async close(): Promise<void> {
    await this.http.close();
    await this.simulator.close();
  }
}
