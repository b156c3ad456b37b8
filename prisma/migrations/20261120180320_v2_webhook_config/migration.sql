-- AlterTable
ALTER TABLE "webhook_endpoints" ADD COLUMN     "is_v2_config" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "verified_url" TEXT;

-- A tenant's programs set one endpoint by /v2/webhooks/config.
CREATE UNIQUE INDEX webhook_endpoints_v2_config_key ON webhook_endpoints (tenant_id) WHERE is_v2_config AND status <> 'deleted';
