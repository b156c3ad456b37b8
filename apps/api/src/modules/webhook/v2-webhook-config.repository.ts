import { Injectable } from '@nestjs/common';
import { Database } from '@switchboard/database';

const LIVE = { isV2Config: true, status: { not: 'deleted' } } as const;

/** Which endpoint of a tenant is the one of `/v2/webhooks/config`. */
@Injectable()
export class V2WebhookConfigRepository {
  constructor(private readonly database: Database) {}

  find(tenantId: string): Promise<{ id: string; verifiedUrl: string | null } | null> {
    return this.database.tenant(tenantId, (transaction) =>
      transaction.webhookEndpoint.findFirst({
        where: { tenantId, ...LIVE },
        select: { id: true, verifiedUrl: true },
      }),
    );
  }

  /** Makes an endpoint the one; false when the tenant has another already. */
  claim(tenantId: string, id: string): Promise<boolean> {
    return this.database.tenant(tenantId, async (transaction) => {
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('v2_webhook_config:' || ${tenantId}, 0))`;
      const taken = await transaction.webhookEndpoint.count({ where: { tenantId, ...LIVE } });
      if (taken > 0) return false;
      await transaction.webhookEndpoint.updateMany({ where: { tenantId, id }, data: { isV2Config: true } });
      return true;
    });
  }

  /** Remembers which address answered a test with success, which ends the failures before it; null: none did. */
  async setVerifiedUrl(tenantId: string, id: string, verifiedUrl: string | null): Promise<void> {
    const data = verifiedUrl === null ? { verifiedUrl } : { verifiedUrl, failingSince: null };
    await this.database.tenant(tenantId, (transaction) =>
      transaction.webhookEndpoint.updateMany({ where: { tenantId, id, ...LIVE }, data }),
    );
  }
}
