import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { MemoryQuotaStore, type QuotaDecision, QuotaStore, type QuotaWindow } from './quota-store';

/** How long a request may wait for Redis before this process decides alone. */
const COMMAND_TIMEOUT_MS = 250;

/**
 * All windows in one round trip, on Redis' own clock. A window is a sorted set of request instants; a script runs alone, so two
 * processes can never both take the last place.
 * KEYS: the windows. ARGV: take (1) or peek (0), a unique member, then limit and window in ms for each key.
 */
const DECIDE = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local refusedBy, wait = -1, 0
local counts = {}
for i, key in ipairs(KEYS) do
  local limit, window = tonumber(ARGV[1 + i * 2]), tonumber(ARGV[2 + i * 2])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  counts[i] = redis.call('ZCARD', key)
  if refusedBy < 0 and counts[i] >= limit then
    local leaving = redis.call('ZRANGE', key, counts[i] - limit, counts[i] - limit, 'WITHSCORES')
    refusedBy, wait = i - 1, math.ceil(tonumber(leaving[2] or now) + window - now)
  end
end
if ARGV[1] == '1' and refusedBy < 0 then
  for i, key in ipairs(KEYS) do
    redis.call('ZADD', key, now, ARGV[2])
    redis.call('PEXPIRE', key, ARGV[2 + i * 2])
    counts[i] = counts[i] + 1
  end
end
local answer = {refusedBy, wait}
for i in ipairs(KEYS) do answer[2 + i] = math.max(0, tonumber(ARGV[1 + i * 2]) - counts[i]) end
return answer`;

/** Windows shared by all processes through Redis. While Redis is away each process holds the limits for itself. */
@Injectable()
export class RedisQuotaStore extends QuotaStore implements OnApplicationShutdown {
  private readonly logger = new Logger(RedisQuotaStore.name);
  private readonly redis: Redis;
  private readonly alone = new MemoryQuotaStore();
  private readonly instance = `${process.pid}.${Date.now().toString(36)}`;
  private sequence = 0;
  private isAway = false;

  constructor(url: string) {
    super();
    this.redis = new Redis(url, {
      commandTimeout: COMMAND_TIMEOUT_MS,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      keyPrefix: 'switchboard:quota:',
    });
    this.redis.on('error', (error) => this.away(error));
    this.redis.on('ready', () => {
      if (this.isAway) this.logger.log('Redis is back: limits are shared again.');
      this.isAway = false;
    });
  }

  take(windows: readonly QuotaWindow[]): Promise<QuotaDecision> {
    return this.decide(windows, true);
  }

  peek(windows: readonly QuotaWindow[]): Promise<QuotaDecision> {
    return this.decide(windows, false);
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis.disconnect();
  }

  private async decide(windows: readonly QuotaWindow[], isTaking: boolean): Promise<QuotaDecision> {
    try {
      const [refusedBy, retryAfterMs, ...remaining] = (await this.redis.eval(
        DECIDE,
        windows.length,
        ...windows.map(({ key }) => key),
        isTaking ? '1' : '0',
        `${this.instance}.${(this.sequence += 1)}`,
        ...windows.flatMap(({ limit, windowMs }) => [limit, windowMs]),
      )) as number[];
      return {
        refusedBy: refusedBy === undefined || refusedBy < 0 ? null : refusedBy,
        retryAfterMs: retryAfterMs ?? 0,
        remaining,
      };
    } catch (error) {
      this.away(error);
      return isTaking ? this.alone.take(windows) : this.alone.peek(windows);
    }
  }

  private away(error: unknown): void {
    if (!this.isAway) this.logger.warn(`Redis is away: limits are held per process. ${String(error)}`);
    this.isAway = true;
  }
}
