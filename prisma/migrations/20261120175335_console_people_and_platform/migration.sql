-- AlterTable
ALTER TABLE "tenants" ADD COLUMN     "require_totp" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "platform_invitations" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "platform_role" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "invited_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "accepted_at" TIMESTAMPTZ(6),

    CONSTRAINT "platform_invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "password_resets" (
    "token_hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "password_resets_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "throughput_minutes" (
    "minute" TIMESTAMPTZ(6) NOT NULL,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "deliveries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "throughput_minutes_pkey" PRIMARY KEY ("minute")
);

-- CreateIndex
CREATE UNIQUE INDEX "platform_invitations_token_hash_key" ON "platform_invitations"("token_hash");

-- CreateIndex
CREATE INDEX "password_resets_user_id_idx" ON "password_resets"("user_id");

-- AddForeignKey
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- People and counts of the platform: they belong to no tenant.
GRANT SELECT, INSERT, UPDATE, DELETE ON platform_invitations, password_resets, throughput_minutes TO switchboard_app;

-- Why messages failed is asked for on every look at a tenant's first page. Few messages fail, so few are in here; updates of
-- messages are no dearer, because the status stands in an index already.
CREATE INDEX messages_failed_idx ON messages (tenant_id, id) WHERE status = 'failed';

-- What waits in the queue, by kind of job, of tables that the application's role does not see. A job that has failed for good stays
-- until someone looks. What is due later (a retry, something planned) waits, but is not late.
CREATE FUNCTION queue_statistics() RETURNS TABLE (identifier text, waiting int, running int, failed int, oldest_due_seconds float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT j.task_identifier,
         (count(*) FILTER (WHERE j.locked_at IS NULL AND j.attempts < j.max_attempts))::int,
         (count(*) FILTER (WHERE j.locked_at IS NOT NULL))::int,
         (count(*) FILTER (WHERE j.locked_at IS NULL AND j.attempts >= j.max_attempts))::int,
         extract(epoch FROM now() - min(j.run_at) FILTER (WHERE j.locked_at IS NULL AND j.attempts < j.max_attempts AND j.run_at <= now()))::float8
    FROM graphile_worker.jobs j
   GROUP BY j.task_identifier ORDER BY j.task_identifier
$$;
REVOKE ALL ON FUNCTION queue_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue_statistics() TO switchboard_app;

-- Looking for a payment must not take reading all charges of messages around it.
CREATE INDEX transfers_not_for_messages_idx ON transfers (tenant_id, id) WHERE step IN ('top_up', 'adjustment', 'refund', 'subscription');
