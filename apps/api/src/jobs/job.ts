/** Work that survives a restart: enqueued in the transaction of the fact it follows, run at least once, retried with growing pauses. */
export abstract class Job<Payload = unknown> {
  /** Its name in the queue: `<module>.<what-it-does>`. */
  abstract readonly identifier: string;
  /** @param stopping aborts some seconds after the program was asked to stop: what is broken off then is run again by another process */
  abstract run(payload: Payload, stopping?: AbortSignal): Promise<void>;
}

/** Work that repeats while a worker runs. Several processes may run it at once. */
export interface Recurring {
  name: string;
  everyMs: number;
  run(): Promise<unknown>;
}
