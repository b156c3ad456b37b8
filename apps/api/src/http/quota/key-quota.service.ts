import { Injectable } from '@nestjs/common';
import { GatewayError } from '@switchboard/contracts';
import type { Response } from 'express';
import type { ApiKeyPrincipal } from '../principal';
import type { Quota } from '../route-access.decorator';
import { type QuotaDecision, QuotaStore, type QuotaWindow } from './quota-store';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** What a window is called outside: in `X-RateLimit-<name>-Limit` and in `params.limit_type`. */
const WINDOW_NAMES = ['sec', 'min'] as const;

/** A key's own limits, from its tenant's plan, and the headers that tell a client about them. */
@Injectable()
export class KeyQuotaService {
  constructor(private readonly store: QuotaStore) {}

  /** Uses one request of the key's quota and sets the rate-limit headers. Throws RATE_001 when there is none left. */
  async take(key: ApiKeyPrincipal, quota: Quota, response: Response): Promise<void> {
    const message = messageWindows(key);
    if (quota === 'media') {
      setHeaders(response, message, await this.store.peek(message));
      await this.takeMedia(key.tenantId, key.plan.mediaPerMinute);
      return;
    }
    const decision = await this.store.take(message);
    setHeaders(response, message, decision);
    if (decision.refusedBy !== null)
      throw tooManyRequests(WINDOW_NAMES[decision.refusedBy] ?? 'min', decision.retryAfterMs);
  }

  /** Uses one media download of a tenant, whoever makes it. Throws RATE_001 when there is none left. */
  async takeMedia(tenantId: string, perMinute: number): Promise<void> {
    const decision = await this.store.take([{ key: `media:${tenantId}`, limit: perMinute, windowMs: MINUTE_MS }]);
    if (decision.refusedBy !== null) throw tooManyRequests('min', decision.retryAfterMs);
  }

  /** Sets the headers on an answer that used nothing of the quota, such as a refusal before the limits were reached. */
  async describe(key: ApiKeyPrincipal, response: Response): Promise<void> {
    const windows = messageWindows(key);
    setHeaders(response, windows, await this.store.peek(windows));
  }

  /** Holds one sender to the throughput that Meta gives it. Throws RATE_001. */
  async takeSender(phoneNumberId: string, perSecond: number): Promise<void> {
    const decision = await this.store.take([{ key: `sender:${phoneNumberId}`, limit: perSecond, windowMs: SECOND_MS }]);
    if (decision.refusedBy !== null) throw tooManyRequests('sec', decision.retryAfterMs);
  }
}

function messageWindows(key: ApiKeyPrincipal): QuotaWindow[] {
  return [
    { key: `key:${key.keyId}:sec`, limit: key.plan.messagesPerSecond, windowMs: SECOND_MS },
    { key: `key:${key.keyId}:min`, limit: key.plan.messagesPerMinute, windowMs: MINUTE_MS },
  ];
}

function setHeaders(response: Response, windows: readonly QuotaWindow[], decision: QuotaDecision): void {
  windows.forEach(({ limit }, index) => {
    response.setHeader(`X-RateLimit-${WINDOW_NAMES[index] ?? ''}-Limit`, limit);
    response.setHeader(`X-RateLimit-${WINDOW_NAMES[index] ?? ''}-Remaining`, decision.remaining[index] ?? 0);
  });
}

/** RATE_001 as the contract words it: whole seconds, rounded up, so that a client that waits them is let in. */
export function tooManyRequests(limitType: (typeof WINDOW_NAMES)[number], retryAfterMs: number): GatewayError {
  return new GatewayError('RATE_001', {
    params: { limit_type: limitType, retry_after: `${Math.max(1, Math.ceil(retryAfterMs / 1_000))}s` },
  });
}
