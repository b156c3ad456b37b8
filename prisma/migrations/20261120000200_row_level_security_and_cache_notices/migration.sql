-- Row-level security, the second lock behind the tenant argument of every repository method. The application connects with
-- the start-up option `role=switchboard_app`, which owns nothing; policies are forced on the owner too.
-- app.tenant_id names the tenant of a transaction, or is 'platform' on connections that serve all tenants (the key check, the
-- message writers, the operator's views). Unset, nothing of any tenant is visible.
DO $$
BEGIN
  CREATE ROLE switchboard_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- Roles belong to the cluster: another database of it has made this one.
END $$;
DO $$
BEGIN
  EXECUTE format('GRANT switchboard_app TO %I', current_user);
END $$;

GRANT USAGE ON SCHEMA public TO switchboard_app;
-- The tables themselves only, never their partitions: policies stand on the parents.
DO $$
DECLARE
  granted text;
BEGIN
  FOR granted IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                   AND NOT c.relispartition AND c.relname <> '_prisma_migrations' LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO switchboard_app', granted);
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION ensure_partitions(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_partitions(int) TO switchboard_app;

CREATE FUNCTION app_scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('app.tenant_id', true);

DO $$
DECLARE
  owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['tenants', 'phone_numbers', 'memberships', 'invitations', 'api_keys', 'api_key_spend', 'subscriptions',
    'accounts', 'transfers', 'messages', 'message_events', 'idempotency_records', 'templates', 'opt_outs', 'audit_log'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', owned);
    -- The scope is read once per statement, not once per row.
    EXECUTE format('CREATE POLICY tenant_isolation ON %I USING ((SELECT app_scope()) = %L OR %I::text = (SELECT app_scope()))',
      owned, 'platform', CASE owned WHEN 'tenants' THEN 'id' ELSE 'tenant_id' END);
  END LOOP;
END $$;

-- Every process keeps keys, tenants, numbers, plans, rate cards and templates in memory. These triggers tell all of them, in
-- the transaction that changes one, whose entries to drop. What changes with every message (last_used_at) is left out.
CREATE FUNCTION notify_cache() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
BEGIN
  PERFORM pg_notify('switchboard_cache', json_build_object('table', TG_TABLE_NAME,
    'tenantId', CASE TG_TABLE_NAME WHEN 'tenants' THEN changed ->> 'id' ELSE changed ->> 'tenant_id' END)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER tenants_cache AFTER INSERT OR DELETE OR UPDATE OF name, status, currency ON tenants FOR EACH ROW EXECUTE FUNCTION notify_cache();
CREATE TRIGGER api_keys_cache AFTER INSERT OR DELETE OR UPDATE OF name, key_hash, scopes, phone_number_id, expires_at, allowed_ips, monthly_spend_limit_micros, revoked_at
  ON api_keys FOR EACH ROW EXECUTE FUNCTION notify_cache();
CREATE TRIGGER phone_numbers_cache AFTER INSERT OR UPDATE OR DELETE ON phone_numbers FOR EACH ROW EXECUTE FUNCTION notify_cache();
CREATE TRIGGER subscriptions_cache AFTER INSERT OR UPDATE OR DELETE ON subscriptions FOR EACH ROW EXECUTE FUNCTION notify_cache();
CREATE TRIGGER plans_cache AFTER INSERT OR UPDATE OR DELETE ON plans FOR EACH ROW EXECUTE FUNCTION notify_cache();
CREATE TRIGGER templates_cache AFTER INSERT OR UPDATE OR DELETE ON templates FOR EACH ROW EXECUTE FUNCTION notify_cache();
CREATE TRIGGER rate_cards_cache AFTER INSERT OR UPDATE OR DELETE ON rate_cards FOR EACH STATEMENT EXECUTE FUNCTION notify_cache();
CREATE TRIGGER market_prefixes_cache AFTER INSERT OR UPDATE OR DELETE ON market_prefixes FOR EACH STATEMENT EXECUTE FUNCTION notify_cache();

-- Jobs are enqueued in the transaction of the fact they follow. The queue's tables are closed to everyone but their owner, so
-- the application's role goes through this function.
--   jobs: [{identifier, payload, queue, run_at, key}]
CREATE FUNCTION enqueue_jobs(jobs json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM graphile_worker.add_job(j.identifier, j.payload, queue_name => j.queue, run_at => j.run_at, job_key => j.key)
     FROM json_to_recordset(jobs) AS j(identifier text, payload json, queue text, run_at timestamptz, key text);
END $$;
REVOKE ALL ON FUNCTION enqueue_jobs(json) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_jobs(json) TO switchboard_app;

-- A worker that was killed leaves its jobs locked, for hours by the queue's own rule. Ours take seconds, and running one twice
-- changes nothing.
CREATE FUNCTION release_abandoned_jobs(older_than interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT graphile_worker.force_unlock_workers(ARRAY(SELECT DISTINCT locked_by FROM graphile_worker.jobs WHERE locked_at < now() - older_than)) $$;
REVOKE ALL ON FUNCTION release_abandoned_jobs(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION release_abandoned_jobs(interval) TO switchboard_app;

-- What the readiness check asks, of tables that the application's role does not see.
CREATE FUNCTION unfinished_migrations() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT count(*)::int FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL $$;
CREATE FUNCTION queue_lag_seconds() RETURNS float8
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(extract(epoch FROM now() - min(run_at)), 0) FROM graphile_worker.jobs WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now() $$;
REVOKE ALL ON FUNCTION unfinished_migrations(), queue_lag_seconds() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unfinished_migrations(), queue_lag_seconds() TO switchboard_app;
