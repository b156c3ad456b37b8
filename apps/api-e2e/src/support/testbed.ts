import type { SimulatorConfig } from '@switchboard/graph-sim';
import { expectSoundLedger } from './ledger';
import { Operator } from './operator';
import { createDatabase, type SpecDatabase } from './postgres';
import { Simulator, UNLIMITED } from './simulator';
import { Switchboard } from './switchboard';

export interface TestbedOptions {
  /** Of the simulated Meta; its limits are lifted unless told. */
  simulator?: Partial<SimulatorConfig>;
  env?: Readonly<Record<string, string>>;
  /** How many Switchboards share the database; the first gets Meta's webhooks. */
  instances?: number;
  /** The database is empty: Switchboard has to migrate it. */
  isDatabaseEmpty?: boolean;
}

/** Everything a spec file needs, all of it its own: a database, a simulated Meta, Switchboards, an operator. */
export interface Testbed {
  database: SpecDatabase;
  simulator: Simulator;
  switchboard: Switchboard;
  switchboards: Switchboard[];
  operator: Operator;
  /** Proves the ledger, then stops everything. */
  close(): Promise<void>;
}

export async function startTestbed(options: TestbedOptions = {}): Promise<Testbed> {
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const database = await createDatabase({ isEmpty: options.isDatabaseEmpty });
    closers.push(() => database.drop());
    const simulator = await Simulator.start({ ...UNLIMITED, ...options.simulator });
    closers.push(() => simulator.close());
    const switchboards: Switchboard[] = [];
    for (let count = 0; count < (options.instances ?? 1); count += 1) {
      const switchboard = await Switchboard.start({
        databaseUrl: database.url,
        graphBaseUrl: simulator.baseUrl,
        env: options.env,
      });
      closers.push(() => switchboard.stop());
      switchboards.push(switchboard);
    }
    const switchboard = switchboards[0]!;
    await simulator.deliverTo(switchboard.url);
    const operator = await Operator.signIn(switchboard.url);
    closers.push(() => operator.close());
    const close = async (): Promise<void> => {
      try {
        await expectSoundLedger(database.url);
      } finally {
        await closeAll();
      }
    };
    return { database, simulator, switchboard, switchboards, operator, close };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
