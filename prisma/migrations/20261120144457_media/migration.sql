-- AlterTable
ALTER TABLE "tenants" ADD COLUMN     "store_links" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "media" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "phone_number_id" UUID NOT NULL,
    "direction" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "meta_media_id" TEXT,
    "meta_expires_at" TIMESTAMPTZ(6),
    "path" TEXT NOT NULL,
    "filename" TEXT,
    "kind" TEXT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "size_bytes" BIGINT,
    "sha256" TEXT,
    "wamid" TEXT,
    "event_id" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "stored_at" TIMESTAMPTZ(6),
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "media_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "media_blobs" (
    "tenant_id" UUID NOT NULL,
    "sha256" TEXT NOT NULL,
    "object_key" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "media_blobs_pkey" PRIMARY KEY ("tenant_id","sha256")
);

-- CreateTable
CREATE TABLE "media_usage" (
    "tenant_id" UUID NOT NULL,
    "stored_bytes" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "media_usage_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "media_cleanups" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "finished_at" TIMESTAMPTZ(6) NOT NULL,
    "expired_files" INTEGER NOT NULL,
    "expired_bytes" BIGINT NOT NULL,
    "orphaned_objects" INTEGER NOT NULL,
    "orphaned_bytes" BIGINT NOT NULL,
    "unfinished_uploads" INTEGER NOT NULL,

    CONSTRAINT "media_cleanups_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "media_meta_media_id_idx" ON "media"("meta_media_id");

-- CreateIndex
CREATE INDEX "media_tenant_id_sha256_idx" ON "media"("tenant_id", "sha256");

-- CreateIndex
CREATE INDEX "media_tenant_id_phone_number_id_idx" ON "media"("tenant_id", "phone_number_id");

-- CreateIndex
CREATE INDEX "media_expires_at_idx" ON "media"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "media_tenant_id_path_key" ON "media"("tenant_id", "path");

-- CreateIndex
CREATE UNIQUE INDEX "media_blobs_object_key_key" ON "media_blobs"("object_key");

-- AddForeignKey
ALTER TABLE "media" ADD CONSTRAINT "media_tenant_id_phone_number_id_fkey" FOREIGN KEY ("tenant_id", "phone_number_id") REFERENCES "phone_numbers"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media_blobs" ADD CONSTRAINT "media_blobs_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media_usage" ADD CONSTRAINT "media_usage_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------- what Prisma cannot say
ALTER TABLE media ADD CONSTRAINT media_known CHECK (direction IN ('outbound', 'inbound') AND state IN ('stored', 'pending', 'failed')
  AND kind IN ('image', 'audio', 'video', 'document', 'sticker'));
ALTER TABLE media ADD CONSTRAINT media_stored_whole CHECK (state <> 'stored' OR (size_bytes IS NOT NULL AND sha256 IS NOT NULL AND stored_at IS NOT NULL));
ALTER TABLE media_blobs ADD CONSTRAINT media_blobs_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$' AND size_bytes > 0);
ALTER TABLE media_usage ADD CONSTRAINT media_usage_not_negative CHECK (stored_bytes >= 0);

DO $$
DECLARE
  owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['media', 'media_blobs', 'media_usage'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO switchboard_app', owned);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', owned);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I USING ((SELECT app_scope()) = %L OR tenant_id::text = (SELECT app_scope()))', owned, 'platform');
  END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON media_cleanups TO switchboard_app;

DROP TRIGGER tenants_cache ON tenants;
CREATE TRIGGER tenants_cache AFTER INSERT OR DELETE OR UPDATE OF name, status, currency, store_links ON tenants FOR EACH ROW EXECUTE FUNCTION notify_cache();

-- ------------------------------------------------------------------------------------------------------------------- the vault
-- Everybody locks in this order: the phone number, the tenant's row in media_usage, then media and blobs. The row in media_usage makes
-- keeping and removing of one tenant's files wait for each other, so that no file loses bytes that it shares with one being removed.

-- Keeps a file whose bytes are in the store already, at file.object_key.
--   file: {tenant_id, id, phone_number_id, direction, meta_media_id, meta_expires_at, path, filename, kind, mime_type, size_bytes, sha256,
--          object_key, is_expected}; is_expected: the row is there already (see expect_media), and is not made anew when it was removed
-- Returns a verdict and where the bytes are now: the tenant may have them already, and then the caller removes its own copy.
--   stored: it is kept; full: it would be more than the tenant's plan allows; gone: the number or the expected file was removed meanwhile
-- An expected file that had other bytes has these from now on; the object of those, if no other file has them, is left to the clean-up.
CREATE FUNCTION store_media(file json) RETURNS TABLE (verdict text, kept_key text, path text, expires_at timestamptz)
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  f record;
  used bigint;
  allowed bigint;
  days int;
  known_key text;
  former_sha256 text;
BEGIN
  SELECT * INTO f FROM json_to_record(file) AS r(tenant_id uuid, id uuid, phone_number_id uuid, direction text, meta_media_id text, meta_expires_at timestamptz,
    path text, filename text, kind text, mime_type text, size_bytes bigint, sha256 text, object_key text, is_expected boolean);
  PERFORM 1 FROM phone_numbers n WHERE n.tenant_id = f.tenant_id AND n.id = f.phone_number_id AND n.deleted_at IS NULL FOR SHARE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'gone', NULL::text, NULL::text, NULL::timestamptz;
    RETURN;
  END IF;
  INSERT INTO media_usage (tenant_id) VALUES (f.tenant_id) ON CONFLICT DO NOTHING;
  SELECT u.stored_bytes INTO used FROM media_usage u WHERE u.tenant_id = f.tenant_id FOR UPDATE;
  IF f.is_expected THEN
    SELECT CASE m.state WHEN 'stored' THEN m.sha256 END INTO former_sha256 FROM media m WHERE m.tenant_id = f.tenant_id AND m.id = f.id;
    IF NOT FOUND THEN
      RETURN QUERY SELECT 'gone', NULL::text, NULL::text, NULL::timestamptz;
      RETURN;
    END IF;
  END IF;
  SELECT p.stored_bytes, p.media_retention_days INTO allowed, days
    FROM subscriptions s JOIN plans p ON p.code = s.plan_code WHERE s.tenant_id = f.tenant_id;
  SELECT b.object_key INTO known_key FROM media_blobs b WHERE b.tenant_id = f.tenant_id AND b.sha256 = f.sha256;
  IF known_key IS NULL THEN
    IF used + f.size_bytes > allowed THEN
      RETURN QUERY SELECT 'full', NULL::text, NULL::text, NULL::timestamptz;
      RETURN;
    END IF;
    INSERT INTO media_blobs (tenant_id, sha256, object_key, size_bytes) VALUES (f.tenant_id, f.sha256, f.object_key, f.size_bytes);
    UPDATE media_usage u SET stored_bytes = u.stored_bytes + f.size_bytes WHERE u.tenant_id = f.tenant_id;
  END IF;
  RETURN QUERY
  INSERT INTO media AS m (tenant_id, id, phone_number_id, direction, state, meta_media_id, meta_expires_at, path, filename, kind, mime_type, size_bytes, sha256,
                          stored_at, expires_at)
  VALUES (f.tenant_id, f.id, f.phone_number_id, f.direction, 'stored', f.meta_media_id, f.meta_expires_at, f.path, f.filename, f.kind, f.mime_type, f.size_bytes,
          f.sha256, clock_timestamp(), clock_timestamp() + coalesce(days, 30) * interval '1 day')
  ON CONFLICT ON CONSTRAINT media_pkey DO UPDATE
    SET state = 'stored', mime_type = excluded.mime_type, kind = excluded.kind, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
        filename = coalesce(m.filename, excluded.filename), stored_at = coalesce(m.stored_at, excluded.stored_at), error = NULL,
        expires_at = CASE WHEN m.state = 'stored' THEN m.expires_at ELSE excluded.expires_at END
  RETURNING 'stored'::text, coalesce(known_key, f.object_key), m.path, m.expires_at;
  IF former_sha256 <> f.sha256 THEN
    WITH freed AS (
      DELETE FROM media_blobs b
       WHERE b.tenant_id = f.tenant_id AND b.sha256 = former_sha256
         AND NOT EXISTS (SELECT FROM media m WHERE m.tenant_id = b.tenant_id AND m.sha256 = b.sha256 AND m.state = 'stored')
      RETURNING b.size_bytes)
    UPDATE media_usage u SET stored_bytes = u.stored_bytes - freed.size_bytes FROM freed WHERE u.tenant_id = f.tenant_id;
  END IF;
END $$;

-- Removes files of a tenant, with the bytes that no other file of it shares: all of a number, or those named. Returns how many files
-- went, and the bytes that are to be removed from the store after the transaction has ended.
CREATE FUNCTION remove_media(of_tenant uuid, of_number uuid, ids uuid[]) RETURNS TABLE (files int, object_keys text[], freed_bytes bigint)
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
DECLARE
  contents text[];
BEGIN
  PERFORM 1 FROM media_usage u WHERE u.tenant_id = of_tenant FOR UPDATE;
  WITH removed AS (
    DELETE FROM media m
     WHERE m.tenant_id = of_tenant AND (m.phone_number_id = of_number OR m.id = ANY (ids))
    RETURNING m.sha256)
  SELECT count(*), array_agg(DISTINCT r.sha256) FILTER (WHERE r.sha256 IS NOT NULL) INTO files, contents FROM removed r;
  WITH freed AS (
    DELETE FROM media_blobs b
     USING unnest(contents) AS c(sha256)
     WHERE b.tenant_id = of_tenant AND b.sha256 = c.sha256
       AND NOT EXISTS (SELECT FROM media m WHERE m.tenant_id = of_tenant AND m.sha256 = b.sha256 AND m.state = 'stored')
    RETURNING b.object_key, b.size_bytes)
  SELECT coalesce(array_agg(f.object_key), '{}'), coalesce(sum(f.size_bytes), 0) INTO object_keys, freed_bytes FROM freed f;
  UPDATE media_usage u SET stored_bytes = u.stored_bytes - freed_bytes WHERE u.tenant_id = of_tenant AND freed_bytes > 0;
  RETURN NEXT;
END $$;

-- Files that users have sent and that are still to be fetched, with the jobs that do it. A report that comes twice expects nothing new,
-- nor does one that comes after its number was removed. (What one brings while that happens goes when it is to be fetched.)
--   media: [{tenant_id, id, phone_number_id, meta_media_id, path, filename, kind, mime_type, sha256, wamid, event_id}]
CREATE FUNCTION expect_media(media json) RETURNS void
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
DECLARE
  jobs json;
BEGIN
  WITH fresh AS (
    INSERT INTO media (tenant_id, id, phone_number_id, direction, state, meta_media_id, meta_expires_at, path, filename, kind, mime_type, sha256, wamid,
                       event_id, expires_at)
    SELECT m.tenant_id, m.id, m.phone_number_id, 'inbound', 'pending', m.meta_media_id, clock_timestamp() + interval '7 days', m.path, m.filename, m.kind,
           m.mime_type, m.sha256, m.wamid, m.event_id, clock_timestamp() + interval '30 days'
      FROM json_to_recordset(expect_media.media) AS m(tenant_id uuid, id uuid, phone_number_id uuid, meta_media_id text, path text, filename text, kind text,
           mime_type text, sha256 text, wamid text, event_id uuid)
      JOIN phone_numbers n ON n.tenant_id = m.tenant_id AND n.id = m.phone_number_id AND n.deleted_at IS NULL
     -- A file that the tenant has removed does not come back when Meta repeats its report.
     WHERE NOT EXISTS (SELECT FROM webhook_events e WHERE e.tenant_id = m.tenant_id AND e.id = m.event_id)
     ORDER BY m.tenant_id, m.id
    ON CONFLICT DO NOTHING
    RETURNING tenant_id, id)
  SELECT json_agg(json_build_object('identifier', 'media.fetch', 'payload', json_build_object('tenantId', f.tenant_id, 'mediaId', f.id),
                                    'key', 'media.fetch:' || f.id)) INTO jobs FROM fresh f;
  IF jobs IS NOT NULL THEN
    PERFORM enqueue_jobs(jobs);
  END IF;
END $$;

-- Lets an event go that was held back (see publish_events), with another body when nobody can have been told it yet. Returns whether
-- the body counts. A delivery that is due within the margin may be on its way: then the event stays as it is, because every attempt
-- at it must be the same.
CREATE FUNCTION release_event(of_tenant uuid, of_event uuid, new_body json) RETURNS boolean
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
DECLARE
  may_change boolean;
BEGIN
  PERFORM 1
     FROM webhook_deliveries d
     JOIN webhook_lanes l ON l.tenant_id = d.tenant_id AND l.endpoint_id = d.endpoint_id AND l.ordering_key = d.ordering_key
    WHERE d.tenant_id = of_tenant AND d.event_id = of_event
    ORDER BY l.tenant_id, l.endpoint_id, l.ordering_key
      FOR UPDATE OF l;
  may_change := NOT EXISTS (
    SELECT FROM webhook_deliveries d
     WHERE d.tenant_id = of_tenant AND d.event_id = of_event
       AND (d.status <> 'pending' OR d.attempts > 0 OR d.next_attempt_at <= clock_timestamp() + interval '250 milliseconds'));
  IF may_change AND new_body IS NOT NULL THEN
    UPDATE webhook_events e SET body = new_body WHERE e.tenant_id = of_tenant AND e.id = of_event;
  END IF;
  WITH due AS (
    UPDATE webhook_deliveries d SET next_attempt_at = clock_timestamp()
     WHERE d.tenant_id = of_tenant AND d.event_id = of_event AND d.status = 'pending' AND d.attempts = 0 AND d.next_attempt_at > clock_timestamp()
    RETURNING d.endpoint_id, d.ordering_key, d.sequence)
  UPDATE webhook_lanes l SET next_attempt_at = clock_timestamp()
    FROM due
   WHERE l.tenant_id = of_tenant AND l.endpoint_id = due.endpoint_id AND l.ordering_key = due.ordering_key AND l.next_attempt_at > clock_timestamp()
     -- What stands before it in the lane, a retry or another that waits, keeps its time.
     AND NOT EXISTS (SELECT FROM webhook_deliveries b
                      WHERE b.tenant_id = of_tenant AND b.endpoint_id = due.endpoint_id AND b.ordering_key = due.ordering_key
                        AND b.status IN ('pending', 'retrying') AND b.sequence < due.sequence);
  NOTIFY switchboard_deliveries;
  RETURN may_change;
END $$;

-- -------------------------------------------------------------------------------------------------- events that wait for their media
-- As before, with hold_ms: so long the event's deliveries wait, and with them what follows them in their conversations.
CREATE OR REPLACE FUNCTION publish_events(events json) RETURNS int
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  fresh int;
  routed int;
  holds jsonb;
BEGIN
  SELECT jsonb_object_agg(h.id, h.hold_ms) INTO holds
    FROM json_to_recordset(events) AS h(id uuid, hold_ms int) WHERE h.hold_ms > 0;
  WITH told AS (
    INSERT INTO webhook_events (tenant_id, id, type, meta_phone_number_id, ordering_key, body, request_id)
    SELECT e.tenant_id, e.id, e.type, e.meta_phone_number_id, e.ordering_key, e.body, e.request_id
      FROM ROWS FROM (json_to_recordset(events) AS (tenant_id uuid, id uuid, type text, meta_phone_number_id text, ordering_key text, body json, request_id text))
           WITH ORDINALITY AS e(tenant_id, id, type, meta_phone_number_id, ordering_key, body, request_id, position)
     ORDER BY e.position
    ON CONFLICT DO NOTHING
    RETURNING tenant_id, id, type, meta_phone_number_id, ordering_key),
  put AS (
    INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, event_type, ordering_key, next_attempt_at)
    SELECT t.tenant_id, uuidv7(), w.id, t.id, t.type, t.ordering_key,
           clock_timestamp() + coalesce((holds ->> t.id::text)::int, 0) * interval '1 millisecond'
      FROM told t
      JOIN webhook_endpoints w ON w.tenant_id = t.tenant_id AND w.status = 'enabled' AND t.type = ANY (w.events)
       AND (w.phone_number_id IS NULL OR EXISTS (
              SELECT FROM phone_numbers n WHERE n.tenant_id = w.tenant_id AND n.id = w.phone_number_id AND n.phone_number_id = t.meta_phone_number_id))
    RETURNING tenant_id, endpoint_id, ordering_key, next_attempt_at, sequence),
  lanes AS (
    INSERT INTO webhook_lanes AS l (tenant_id, endpoint_id, ordering_key, next_attempt_at)
    SELECT p.tenant_id, p.endpoint_id, p.ordering_key, (array_agg(p.next_attempt_at ORDER BY p.sequence))[1] FROM put p GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (tenant_id, endpoint_id, ordering_key) DO UPDATE SET next_attempt_at = l.next_attempt_at
    RETURNING 1)
  SELECT (SELECT count(*) FROM told), (SELECT count(*) FROM lanes) INTO fresh, routed;
  IF routed > 0 THEN
    NOTIFY switchboard_deliveries;
  END IF;
  RETURN fresh;
END $$;

-- As before, but what is held back is not claimed, nor what stands behind it. (When a retry is due its lane knows.)
CREATE OR REPLACE FUNCTION claim_deliveries(known_tenants uuid[], known_endpoints uuid[], known_free int[], known_classes int[], fresh_each int,
  totals int[], lease interval, per_lane int, lane_bytes int)
RETURNS TABLE (lane_tenant uuid, lane_endpoint uuid, lane_key text, held_until text, is_failing boolean, delivery_id uuid, event_id uuid,
               tries int, event_type text, event_number text, event_request text, event_body text)
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
  tenants uuid[];
  endpoints uuid[];
  keys text[];
  leases timestamptz[];
  failures boolean[];
BEGIN
  -- A lease need not survive a crash of the database: whoever comes then may have the lane.
  PERFORM set_config('synchronous_commit', 'off', true);
  WITH RECURSIVE waiting AS (
    (SELECT l.tenant_id, l.endpoint_id FROM webhook_lanes l ORDER BY l.tenant_id, l.endpoint_id LIMIT 1)
    UNION ALL
    SELECT n.tenant_id, n.endpoint_id
      FROM waiting w,
           LATERAL (SELECT l.tenant_id, l.endpoint_id FROM webhook_lanes l
                     WHERE (l.tenant_id, l.endpoint_id) > (w.tenant_id, w.endpoint_id) ORDER BY l.tenant_id, l.endpoint_id LIMIT 1) n),
  asked AS (
    SELECT k.tenant_id, k.endpoint_id, k.class, k.free AS up_to, e.failing_since IS NOT NULL AS is_failing
      FROM unnest(known_tenants, known_endpoints, known_free, known_classes) AS k(tenant_id, endpoint_id, free, class)
      JOIN webhook_endpoints e ON e.tenant_id = k.tenant_id AND e.id = k.endpoint_id AND e.status = 'enabled'
     WHERE k.free > 0 AND totals[k.class] > 0
    UNION ALL
    SELECT w.tenant_id, w.endpoint_id, CASE WHEN e.failing_since IS NULL THEN 2 ELSE 3 END,
           CASE WHEN e.failing_since IS NULL THEN fresh_each ELSE 1 END, e.failing_since IS NOT NULL
      FROM waiting w
      JOIN webhook_endpoints e ON e.tenant_id = w.tenant_id AND e.id = w.endpoint_id AND e.status = 'enabled'
     WHERE totals[2] + totals[3] > 0 AND w.endpoint_id NOT IN (SELECT unnest(known_endpoints))),
  ranked AS (
    SELECT a.tenant_id, a.endpoint_id, due.ordering_key, a.class, a.is_failing,
           row_number() OVER (PARTITION BY a.class ORDER BY due.place, due.next_attempt_at) AS place
      FROM asked a
     CROSS JOIN LATERAL (
           SELECT l.ordering_key, l.next_attempt_at, row_number() OVER (ORDER BY l.next_attempt_at) AS place FROM webhook_lanes l
            WHERE l.tenant_id = a.tenant_id AND l.endpoint_id = a.endpoint_id AND l.next_attempt_at <= statement_timestamp()
              AND (l.leased_until IS NULL OR l.leased_until < statement_timestamp())
            ORDER BY l.next_attempt_at LIMIT a.up_to) due),
  picked AS MATERIALIZED (
    SELECT l.tenant_id, l.endpoint_id, l.ordering_key, r.is_failing
      FROM ranked r
      JOIN webhook_lanes l ON l.tenant_id = r.tenant_id AND l.endpoint_id = r.endpoint_id AND l.ordering_key = r.ordering_key
     WHERE r.place <= totals[r.class] AND l.next_attempt_at <= statement_timestamp()
       AND (l.leased_until IS NULL OR l.leased_until < statement_timestamp())
       FOR UPDATE OF l SKIP LOCKED),
  leased AS (
    UPDATE webhook_lanes l
       SET leased_until = clock_timestamp() + lease
      FROM picked p
     WHERE l.tenant_id = p.tenant_id AND l.endpoint_id = p.endpoint_id AND l.ordering_key = p.ordering_key
    RETURNING l.tenant_id, l.endpoint_id, l.ordering_key, l.leased_until, p.is_failing)
  SELECT array_agg(l.tenant_id), array_agg(l.endpoint_id), array_agg(l.ordering_key), array_agg(l.leased_until), array_agg(l.is_failing)
    INTO tenants, endpoints, keys, leases, failures
    FROM leased l;

  -- Looked at only now, with the lanes ours: what another worker has just delivered is seen.
  RETURN QUERY
  SELECT l.tenant_id, l.endpoint_id, l.ordering_key, l.leased_until::text, l.is_failing, d.id, d.event_id, d.attempts, d.event_type,
         d.meta_phone_number_id, d.request_id, d.body::text
    FROM unnest(tenants, endpoints, keys, leases, failures) AS l(tenant_id, endpoint_id, ordering_key, leased_until, is_failing)
    LEFT JOIN LATERAL (
         SELECT n.*, sum(pg_column_size(n.body)) OVER (ORDER BY n.sequence) - pg_column_size(n.body) AS before,
                bool_and(n.is_due) OVER (ORDER BY n.sequence) AS is_next
           FROM (SELECT o.*, e.meta_phone_number_id, e.request_id, e.body
                   FROM (SELECT w.tenant_id, w.id, w.event_id, w.event_type, w.attempts, w.sequence,
                                w.status = 'retrying' OR coalesce(w.next_attempt_at <= clock_timestamp(), true) AS is_due
                           FROM webhook_deliveries w
                          WHERE w.tenant_id = l.tenant_id AND w.endpoint_id = l.endpoint_id AND w.ordering_key = l.ordering_key
                            AND w.status IN ('pending', 'retrying')
                          ORDER BY w.sequence LIMIT per_lane) o
                   LEFT JOIN webhook_events e ON e.tenant_id = o.tenant_id AND e.id = o.event_id) n) d
      ON coalesce(d.before, 0) <= lane_bytes AND d.is_next
   ORDER BY l.tenant_id, l.endpoint_id, l.ordering_key, d.sequence;
END $$;

-- As before, with the files that users sent.
DROP FUNCTION apply_reports(json, json, json, json, json, json, json, json, json, json);
CREATE FUNCTION apply_reports(rows json, transfers json, events json, jobs json, messages json, contacts json, preferences json,
                              templates json, numbers json, media json, news json) RETURNS int[]
LANGUAGE plpgsql
AS $$
DECLARE
  written int[] := '{}';
  told json;
BEGIN
  IF json_array_length(messages) + json_array_length(contacts) + json_array_length(preferences) + json_array_length(templates)
     + json_array_length(numbers) > 0 THEN
    PERFORM record_inbound(messages, contacts, preferences, templates, numbers);
  END IF;
  IF json_array_length(media) > 0 THEN
    PERFORM expect_media(media);
  END IF;
  -- Last, because this holds the accounts.
  IF json_array_length(rows) > 0 THEN
    written := settle_messages(rows, transfers, events, jobs, '[]');
  END IF;
  told := news;
  IF cardinality(written) < json_array_length(rows) THEN
    SELECT json_agg(n.value ORDER BY n.position) INTO told
      FROM json_array_elements(news) WITH ORDINALITY AS n(value, position)
     WHERE n.value ->> 'ord' IS NULL OR (n.value ->> 'ord')::int = ANY (written);
  END IF;
  IF json_array_length(told) > 0 THEN
    PERFORM publish_events(told);
  END IF;
  RETURN written;
END $$;

-- A download of a large file takes longer than other jobs: a worker's job is given up for lost after as long as its kind may take.
CREATE OR REPLACE FUNCTION release_abandoned_jobs(older_than interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT graphile_worker.force_unlock_workers(ARRAY(
        SELECT DISTINCT j.locked_by FROM graphile_worker.jobs j
         WHERE j.locked_at < now() - CASE WHEN j.task_identifier = 'media.fetch' THEN interval '6 minutes' ELSE older_than END)) $$;
