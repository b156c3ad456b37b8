/** Lets work that is asked for several times at once happen once: whoever comes while it runs gets the same outcome. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Promise<T>>();

  /** Runs the work, or joins it under its key. Nothing is remembered of it when it has ended. */
  run(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.flights.get(key);
    if (running) return running;
    const flight = work().finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }
}
