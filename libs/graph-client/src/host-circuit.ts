import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel';
import type { CircuitBreakerPolicy } from 'cockatiel';

import type { GraphOutcome, GraphUnreachable } from './graph-outcome';

export type CircuitStateName = 'closed' | 'open' | 'half-open';

export interface CircuitOptions {
  /** Calls in a row that must end unreachable or unknown before the circuit opens. */
  readonly consecutiveFailures: number;
  /** How long an open circuit stays shut to calls before one of them may probe the host. */
  readonly halfOpenAfterMs: number;
}

/**
 * Stops calling a host that does not answer. Only calls that tell something about the host count as failures: no
 * connection, no answer, an answer in doubt. A refusal proves that the host is alive, so one tenant's bad token or
 * bad message never shuts the others out. Any good answer in between starts the count again.
 */
export class HostCircuit {
  private readonly policy: CircuitBreakerPolicy;
  private openedAtMs = 0;

  constructor(private readonly options: CircuitOptions) {
    this.policy = circuitBreaker(
      handleWhenResult((outcome) => isHostFailure(outcome as GraphOutcome<{ kind: 'accepted' }>)),
      { halfOpenAfter: options.halfOpenAfterMs, breaker: new ConsecutiveBreaker(options.consecutiveFailures) },
    );
    this.policy.onBreak(() => {
      this.openedAtMs = Date.now();
    });
  }

  get state(): CircuitStateName {
    return stateName(this.policy.state);
  }

  /** Calls the listener at every change of state; returns the function that stops it. */
  onStateChange(listener: (state: CircuitStateName) => void): () => void {
    const subscription = this.policy.onStateChange((state) => listener(stateName(state)));
    return () => subscription.dispose();
  }

  /** Makes the call, or answers `unreachable` at once while the circuit is open or being probed by another call. */
  async run<Accepted extends { readonly kind: 'accepted' }>(
    call: () => Promise<GraphOutcome<Accepted>>,
  ): Promise<GraphOutcome<Accepted>> {
    return this.refusal() ?? this.policy.execute(call);
  }

  /** The answer to a call that must not be made now: the circuit is open, or being probed by another call. */
  refusal(): GraphUnreachable | undefined {
    // Half open means that a probe is under way; the library would let others wait for its verdict, we answer them.
    const isShut = this.policy.state === CircuitState.HalfOpen || this.remainingMs() > 0;
    return isShut ? this.refuse() : undefined;
  }

  /**
   * Counts a call that was made beside the circuit. One that may last for minutes must not be a probe, for all others
   * would be refused until it ends.
   */
  report(outcome: GraphOutcome<{ readonly kind: 'accepted' }>): void {
    void this.run(() => Promise.resolve(outcome));
  }

  private remainingMs(): number {
    if (this.policy.state !== CircuitState.Open) return 0;
    return Math.max(0, this.openedAtMs + this.options.halfOpenAfterMs - Date.now());
  }

  private refuse(): GraphUnreachable {
    return {
      kind: 'unreachable',
      reason: 'circuit-open',
      cause: new Error(`${this.options.consecutiveFailures} calls in a row failed; the host is left alone for a while`),
      retryAfterSeconds: Math.max(1, Math.ceil(this.remainingMs() / 1000)),
    };
  }
}

/** A full pool is our own shortage; it says nothing about the host. */
function isHostFailure(outcome: GraphOutcome<{ readonly kind: 'accepted' }>): boolean {
  return outcome.kind === 'unknown' || (outcome.kind === 'unreachable' && outcome.reason === 'connect');
}

function stateName(state: CircuitState): CircuitStateName {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half-open' : 'open';
}
