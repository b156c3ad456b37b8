/** Work that survives a restart: enqueued in the transaction of the fact it follows, run at least once, retried with growing pauses. */
export abstract class Job<Payload = unknown> {
  /** Its name in the queue: `<module>.<what-it-does>`. */
  abstract readonly identifier: string;
  abstract run(payload: Payload): Promise<void>;
}

/** Work that repeats while a worker runs. Several processes may run it at once. */
export interface Recurring {
  name: string;
  everyMs: number;
  run(): Promise<unknown>;
}
