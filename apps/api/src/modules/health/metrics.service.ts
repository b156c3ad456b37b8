import { Injectable } from '@nestjs/common';
import { GraphClient } from '@switchboard/graph-client';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { LedgerReports } from '../billing/ledger-check-report.service';
import { BacklogService } from '../message/backlog.service';

/** What Prometheus can read of this process. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();
  /** Requests by route as it is declared; never by path, which clients choose. */
  private readonly requests = new Histogram({
    name: 'switchboard_http_request_seconds',
    help: 'Time from request to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [this.registry],
  });

  constructor(backlog: BacklogService, graph: GraphClient, ledger: LedgerReports) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('switchboard_intake_queue', 'Messages that wait to be written', () => backlog.pending.intake);
    this.gauge('switchboard_settlement_queue', 'Outcomes that wait to be written', () => backlog.pending.settlement);
    this.gauge('switchboard_graph_circuit_open', '1 while calls to Meta fail fast', () =>
      graph.circuitState === 'open' ? 1 : 0,
    );
    this.gauge(
      'switchboard_ledger_sound',
      '1 when the last check found the ledger sound, 0 when not, NaN before',
      async () => Number((await ledger.state()).isSound ?? Number.NaN),
    );
    this.gauge(
      'switchboard_ledger_checked_timestamp_seconds',
      'When the ledger was last checked',
      async () => Number((await ledger.state()).checkedAt ?? Number.NaN) / 1_000,
    );
  }

  /** Counts one answered request. */
  observe(request: { method: string; route: string; status: number; seconds: number }): void {
    const { method, route, status, seconds } = request;
    this.requests.observe({ method, route, status }, seconds);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  private gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }
}
