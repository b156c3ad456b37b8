-- Webhooks to tenants: what they are told, to where, and how it went. webhook_events was given its PARTITION BY by hand.

-- CreateTable
CREATE TABLE "webhook_endpoints" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "format" TEXT NOT NULL DEFAULT 'meta',
    "phone_number_id" UUID,
    "headers_encrypted" TEXT,
    "secret_encrypted" TEXT NOT NULL,
    "previous_secret_encrypted" TEXT,
    "previous_secret_until" TIMESTAMPTZ(6),
    "bearer_token_encrypted" TEXT,
    "hub_signature" BOOLEAN NOT NULL DEFAULT false,
    "status" TEXT NOT NULL DEFAULT 'enabled',
    "disabled_reason" TEXT,
    "failing_since" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_endpoints_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "webhook_events" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "meta_phone_number_id" TEXT,
    "ordering_key" TEXT NOT NULL,
    "body" JSON NOT NULL,
    "request_id" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "webhook_events_pkey" PRIMARY KEY ("tenant_id","id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "event_type" TEXT NOT NULL,
    "ordering_key" TEXT NOT NULL,
    "sequence" BIGSERIAL NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(6) DEFAULT clock_timestamp(),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "webhook_attempts" (
    "tenant_id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "status" INTEGER,
    "duration_ms" INTEGER NOT NULL,
    "error" TEXT,
    "response" TEXT,

    CONSTRAINT "webhook_attempts_pkey" PRIMARY KEY ("tenant_id","delivery_id","number")
);

-- CreateTable
CREATE TABLE "webhook_lanes" (
    "tenant_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "ordering_key" TEXT NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "leased_until" TIMESTAMPTZ(6),

    CONSTRAINT "webhook_lanes_pkey" PRIMARY KEY ("tenant_id","endpoint_id","ordering_key")
);

-- CreateTable
CREATE TABLE "contacts" (
    "tenant_id" UUID NOT NULL,
    "phone_number_id" UUID NOT NULL,
    "user_key" TEXT NOT NULL,
    "wa_id" TEXT,
    "user_id" TEXT,
    "profile_name" TEXT,
    "last_inbound_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("tenant_id","phone_number_id","user_key")
);

-- CreateIndex
CREATE INDEX "webhook_deliveries_tenant_id_endpoint_id_id_idx" ON "webhook_deliveries"("tenant_id", "endpoint_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_deliveries_tenant_id_event_id_endpoint_id_key" ON "webhook_deliveries"("tenant_id", "event_id", "endpoint_id");

-- AddForeignKey
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_tenant_id_phone_number_id_fkey" FOREIGN KEY ("tenant_id", "phone_number_id") REFERENCES "phone_numbers"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_tenant_id_endpoint_id_fkey" FOREIGN KEY ("tenant_id", "endpoint_id") REFERENCES "webhook_endpoints"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_tenant_id_delivery_id_fkey" FOREIGN KEY ("tenant_id", "delivery_id") REFERENCES "webhook_deliveries"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_lanes" ADD CONSTRAINT "webhook_lanes_tenant_id_endpoint_id_fkey" FOREIGN KEY ("tenant_id", "endpoint_id") REFERENCES "webhook_endpoints"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_tenant_id_phone_number_id_fkey" FOREIGN KEY ("tenant_id", "phone_number_id") REFERENCES "phone_numbers"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE webhook_events_default PARTITION OF webhook_events DEFAULT;

-- The same as before, with webhook_events.
CREATE OR REPLACE FUNCTION ensure_partitions(months_ahead int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  parent text;
  first_day timestamptz;
  partition text;
  created int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('switchboard.ensure_partitions'));
  FOREACH parent IN ARRAY ARRAY['messages', 'message_events', 'transfers', 'inbound_events', 'webhook_events'] LOOP
    FOR month IN -1 .. months_ahead LOOP
      first_day := date_trunc('month', now(), 'UTC') + make_interval(months => month);
      partition := parent || '_' || to_char(first_day AT TIME ZONE 'UTC', 'YYYY_MM');
      IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', partition, parent,
          uuidv7_floor(first_day), uuidv7_floor(date_trunc('month', first_day AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + interval '1 month'));
        created := created + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN created;
END $$;

-- The next delivery of a conversation, and what waits at all.
CREATE INDEX webhook_deliveries_open_idx ON webhook_deliveries (tenant_id, endpoint_id, ordering_key, sequence) WHERE status IN ('pending', 'retrying');
CREATE INDEX webhook_lanes_due_idx ON webhook_lanes (tenant_id, endpoint_id, next_attempt_at);

DO $$
DECLARE
  owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['webhook_endpoints', 'webhook_events', 'webhook_deliveries', 'webhook_attempts', 'webhook_lanes', 'contacts'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO switchboard_app', owned);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', owned);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I USING ((SELECT app_scope()) = %L OR tenant_id::text = (SELECT app_scope()))', owned, 'platform');
  END LOOP;
END $$;
GRANT USAGE ON SEQUENCE webhook_deliveries_sequence_seq TO switchboard_app;
CREATE TRIGGER webhook_endpoints_cache AFTER INSERT OR DELETE OR UPDATE OF url, events, format, phone_number_id, headers_encrypted, secret_encrypted,
    previous_secret_encrypted, previous_secret_until, bearer_token_encrypted, hub_signature, status
  ON webhook_endpoints FOR EACH ROW EXECUTE FUNCTION notify_cache();

-- Tells tenants: keeps each event once and puts it on its way to every endpoint that wants it. Called in the transaction of what
-- the event reports, so that neither exists without the other.
--   events: [{tenant_id, id, type, meta_phone_number_id, ordering_key, body, request_id}], in the order of their deliveries
-- Returns how many of them are new. Lanes are locked in the order of their keys; a lane that a worker is about to close is waited
-- for, because the worker must see this delivery or this must see the lane gone.
CREATE FUNCTION publish_events(events json) RETURNS int
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  fresh int;
  routed int;
BEGIN
  WITH told AS (
    INSERT INTO webhook_events (tenant_id, id, type, meta_phone_number_id, ordering_key, body, request_id)
    SELECT e.tenant_id, e.id, e.type, e.meta_phone_number_id, e.ordering_key, e.body, e.request_id
      FROM ROWS FROM (json_to_recordset(events) AS (tenant_id uuid, id uuid, type text, meta_phone_number_id text, ordering_key text, body json, request_id text))
           WITH ORDINALITY AS e(tenant_id, id, type, meta_phone_number_id, ordering_key, body, request_id, position)
     ORDER BY e.position
    ON CONFLICT DO NOTHING
    RETURNING tenant_id, id, type, meta_phone_number_id, ordering_key),
  put AS (
    INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, event_type, ordering_key)
    SELECT t.tenant_id, uuidv7(), w.id, t.id, t.type, t.ordering_key
      FROM told t
      JOIN webhook_endpoints w ON w.tenant_id = t.tenant_id AND w.status = 'enabled' AND t.type = ANY (w.events)
       AND (w.phone_number_id IS NULL OR EXISTS (
              SELECT FROM phone_numbers n WHERE n.tenant_id = w.tenant_id AND n.id = w.phone_number_id AND n.phone_number_id = t.meta_phone_number_id))
    RETURNING tenant_id, endpoint_id, ordering_key),
  lanes AS (
    INSERT INTO webhook_lanes AS l (tenant_id, endpoint_id, ordering_key)
    SELECT DISTINCT p.tenant_id, p.endpoint_id, p.ordering_key FROM put p ORDER BY 1, 2, 3
    ON CONFLICT (tenant_id, endpoint_id, ordering_key) DO UPDATE SET next_attempt_at = l.next_attempt_at
    RETURNING 1)
  SELECT (SELECT count(*) FROM told), (SELECT count(*) FROM lanes) INTO fresh, routed;
  IF routed > 0 THEN
    NOTIFY switchboard_deliveries;
  END IF;
  RETURN fresh;
END $$;

-- Settlement: writes what was decided about messages, each only if the message is still at the version decided upon.
--   rows:      [{ord, tenant_id, id, version, status, wamid, error, category, pricing, rate_card_id, held_micros,
--                platform_fee_micros, meta_fee_micros, markup_micros, api_key_id, month, spend_delta, response_status, response_body,
--                forget_key}]
--   transfers: as in post_transfers, plus ord
--   events:    [{ord, tenant_id, message_id, event, at, detail}]
--   jobs:      [{ord, …as in enqueue_jobs}]
--   news:      [{ord, …as in publish_events}]
-- Returns the ords that were written. The others have been changed by someone else: read them again and decide anew.
CREATE FUNCTION settle_messages(rows json, transfers json, events json, jobs json, news json) RETURNS int[]
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
DECLARE
  r record;
  written int[] := '{}';
  money json;
BEGIN
  FOR r IN
    SELECT * FROM json_to_recordset(rows) AS x(ord int, tenant_id uuid, id uuid, version int, status text, wamid text, error json, category text,
           pricing json, rate_card_id uuid, held_micros bigint, platform_fee_micros bigint, meta_fee_micros bigint, markup_micros bigint)
     ORDER BY x.tenant_id, x.id
  LOOP
    UPDATE messages m
       SET version = m.version + 1, status = r.status, wamid = coalesce(r.wamid, m.wamid), error = coalesce(r.error, m.error),
           category = coalesce(r.category, m.category), pricing = coalesce(r.pricing, m.pricing), rate_card_id = coalesce(r.rate_card_id, m.rate_card_id),
           held_micros = r.held_micros, platform_fee_micros = r.platform_fee_micros, meta_fee_micros = r.meta_fee_micros,
           markup_micros = r.markup_micros, updated_at = clock_timestamp()
     WHERE m.tenant_id = r.tenant_id AND m.id = r.id AND m.version = r.version;
    IF FOUND THEN
      written := written || r.ord;
    END IF;
  END LOOP;

  INSERT INTO message_events (tenant_id, message_id, event, at, detail)
  SELECT e.tenant_id, e.message_id, e.event, e.at, e.detail
    FROM json_to_recordset(events) AS e(ord int, tenant_id uuid, message_id uuid, event text, at timestamptz, detail json)
   WHERE e.ord = ANY (written)
  ON CONFLICT DO NOTHING;

  SELECT json_agg(t.value ORDER BY t.position) INTO money
    FROM json_array_elements(transfers) WITH ORDINALITY AS t(value, position)
   WHERE (t.value ->> 'ord')::int = ANY (written);
  IF money IS NOT NULL THEN
    PERFORM post_transfers(money);
  END IF;

  FOR r IN
    SELECT x.tenant_id, x.api_key_id, x.month, sum(x.spend_delta)::bigint AS micros
      FROM json_to_recordset(rows) AS x(ord int, tenant_id uuid, api_key_id uuid, month date, spend_delta bigint)
     WHERE x.ord = ANY (written) AND x.api_key_id IS NOT NULL AND x.spend_delta <> 0
     GROUP BY 1, 2, 3
  LOOP
    UPDATE api_key_spend s SET spent_micros = s.spent_micros + r.micros
     WHERE s.tenant_id = r.tenant_id AND s.api_key_id = r.api_key_id AND s.month = r.month;
  END LOOP;

  FOR r IN
    SELECT * FROM json_to_recordset(rows) AS x(ord int, tenant_id uuid, id uuid, response_status int, response_body text, forget_key boolean)
     WHERE x.ord = ANY (written) AND (x.response_status IS NOT NULL OR x.forget_key)
  LOOP
    IF r.forget_key THEN
      DELETE FROM idempotency_records i WHERE i.tenant_id = r.tenant_id AND i.resource_id = r.id AND i.response_status IS NULL;
    ELSE
      UPDATE idempotency_records i SET response_status = r.response_status, response_body = r.response_body
       WHERE i.tenant_id = r.tenant_id AND i.resource_id = r.id AND i.response_status IS NULL;
    END IF;
  END LOOP;

  IF EXISTS (SELECT FROM json_to_recordset(jobs) AS j(ord int) WHERE j.ord = ANY (written)) THEN
    PERFORM enqueue_jobs((SELECT json_agg(j.value) FROM json_array_elements(jobs) AS j WHERE (j.value ->> 'ord')::int = ANY (written)));
  END IF;

  IF EXISTS (SELECT FROM json_to_recordset(news) AS n(ord int) WHERE n.ord = ANY (written)) THEN
    PERFORM publish_events((SELECT json_agg(n.value ORDER BY n.position) FROM json_array_elements(news) WITH ORDINALITY AS n(value, position)
                             WHERE (n.value ->> 'ord')::int = ANY (written)));
  END IF;

  RETURN written;
END $$;

-- ------------------------------------------------------------------------------------------------------------- from Meta

-- CreateTable
CREATE TABLE "marketing_preferences" (
    "tenant_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "marketing_preferences_pkey" PRIMARY KEY ("tenant_id","recipient")
);

-- AlterTable
ALTER TABLE "templates" ADD COLUMN     "quality_score" TEXT NOT NULL DEFAULT 'UNKNOWN';

-- CreateIndex
CREATE INDEX "contacts_tenant_id_phone_number_id_user_id_idx" ON "contacts"("tenant_id", "phone_number_id", "user_id");

-- CreateIndex
CREATE INDEX "contacts_tenant_id_last_inbound_at_idx" ON "contacts"("tenant_id", "last_inbound_at");

-- Whose an account is, for what Meta tells about accounts.
CREATE INDEX phone_numbers_account_idx ON phone_numbers (waba_id) WHERE deleted_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON marketing_preferences TO switchboard_app;
ALTER TABLE marketing_preferences ENABLE ROW LEVEL SECURITY;
ALTER TABLE marketing_preferences FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON marketing_preferences USING ((SELECT app_scope()) = 'platform' OR tenant_id::text = (SELECT app_scope()));

-- What Meta posts is kept by a plain INSERT: see InboundEventRepository.
DROP FUNCTION keep_inbound_events(json);

-- Writes what users and Meta told tenants, but for the events that say so. Doing it again changes nothing: messages have ids made
-- from what they report, preferences and windows know their time, and templates and numbers change only with an event that has
-- not been told yet.
--   messages:    [{tenant_id, id, wamid, type, to, from, phone_number_id, meta_phone_number_id, currency, payload}]
--   contacts:    [{tenant_id, phone_number_id, wa_id, user_id, profile_name, at}]: who wrote, and when
--   preferences: [{tenant_id, recipient, value, source, changed_at, answers}]: value is stop or resume; with `answers` (a wamid)
--                it counts only as the answer to a marketing message of the tenant
--   templates:   [{tenant_id, event_id, waba_id, name, language, status, category, quality_score}]; null leaves a column as it is
--   numbers:     [{tenant_id, event_id, id, verified_name, quality_rating, throughput, health}]; likewise
CREATE FUNCTION record_inbound(messages json, contacts json, preferences json, templates json, numbers json) RETURNS void
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
DECLARE
  x record;
BEGIN
  INSERT INTO messages (tenant_id, id, wamid, direction, status, type, "to", "from", phone_number_id, meta_phone_number_id, currency, payload)
  SELECT m.tenant_id, m.id, m.wamid, 'inbound', 'received', m.type, m."to", m."from", m.phone_number_id, m.meta_phone_number_id, m.currency, m.payload
    FROM json_to_recordset(record_inbound.messages) AS m(tenant_id uuid, id uuid, wamid text, type text, "to" text, "from" text,
         phone_number_id uuid, meta_phone_number_id text, currency char(3), payload json)
   ORDER BY m.tenant_id, m.id
  ON CONFLICT DO NOTHING;

  -- A user who hides the number is the contact that is known by both ids, where there is one.
  INSERT INTO contacts AS k (tenant_id, phone_number_id, user_key, wa_id, user_id, profile_name, last_inbound_at)
  SELECT c.tenant_id, c.phone_number_id, named.user_key,
         (array_agg(c.wa_id ORDER BY c.at DESC) FILTER (WHERE c.wa_id IS NOT NULL))[1],
         (array_agg(c.user_id ORDER BY c.at DESC) FILTER (WHERE c.user_id IS NOT NULL))[1],
         (array_agg(c.profile_name ORDER BY c.at DESC) FILTER (WHERE c.profile_name IS NOT NULL))[1], max(c.at)
    FROM json_to_recordset(record_inbound.contacts) AS c(tenant_id uuid, phone_number_id uuid, wa_id text, user_id text, profile_name text, at timestamptz),
         LATERAL (SELECT coalesce(c.wa_id, (SELECT o.user_key FROM contacts o
                                             WHERE o.tenant_id = c.tenant_id AND o.phone_number_id = c.phone_number_id AND o.user_id = c.user_id
                                               AND o.wa_id IS NOT NULL
                                             ORDER BY o.last_inbound_at DESC LIMIT 1), c.user_id) AS user_key) named
   GROUP BY 1, 2, 3
   ORDER BY 1, 2, 3
  ON CONFLICT (tenant_id, phone_number_id, user_key) DO UPDATE
    SET wa_id = coalesce(excluded.wa_id, k.wa_id), user_id = coalesce(excluded.user_id, k.user_id),
        profile_name = CASE WHEN excluded.last_inbound_at >= k.last_inbound_at THEN coalesce(excluded.profile_name, k.profile_name)
                            ELSE coalesce(k.profile_name, excluded.profile_name) END,
        last_inbound_at = greatest(k.last_inbound_at, excluded.last_inbound_at);

  WITH said AS (
    INSERT INTO marketing_preferences AS p (tenant_id, recipient, value, changed_at)
    SELECT DISTINCT ON (s.tenant_id, s.recipient) s.tenant_id, s.recipient, s.value, s.changed_at
      FROM ROWS FROM (json_to_recordset(preferences) AS (tenant_id uuid, recipient text, value text, changed_at timestamptz, answers text))
           WITH ORDINALITY AS s(tenant_id, recipient, value, changed_at, answers, position)
     WHERE s.answers IS NULL OR EXISTS (
             SELECT FROM messages m
              WHERE m.tenant_id = s.tenant_id AND m.wamid = s.answers AND m.direction = 'outbound' AND m.category IN ('marketing', 'marketing_lite'))
     ORDER BY s.tenant_id, s.recipient, s.changed_at DESC, s.position DESC
    ON CONFLICT (tenant_id, recipient) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
      WHERE excluded.changed_at > p.changed_at
    RETURNING tenant_id, recipient, value, changed_at),
  stopped AS (
    INSERT INTO opt_outs (tenant_id, recipient, source)
    SELECT s.tenant_id, s.recipient, min(given.source)
      FROM said s
      JOIN json_to_recordset(preferences) AS given(tenant_id uuid, recipient text, value text, source text, changed_at timestamptz)
        ON given.tenant_id = s.tenant_id AND given.recipient = s.recipient AND given.changed_at = s.changed_at AND given.value = s.value
     WHERE s.value = 'stop'
     GROUP BY 1, 2
    ON CONFLICT DO NOTHING)
  DELETE FROM opt_outs o USING said s WHERE s.value = 'resume' AND o.tenant_id = s.tenant_id AND o.recipient = s.recipient;

  -- A report that came twice in one batch counts where it came first.
  FOR x IN
    SELECT *
      FROM (SELECT DISTINCT ON (t.tenant_id, t.event_id) t.*
              FROM ROWS FROM (json_to_recordset(record_inbound.templates) AS (tenant_id uuid, event_id uuid, waba_id text, name text, language text,
                              status text, category text, quality_score text))
                   WITH ORDINALITY AS t(tenant_id, event_id, waba_id, name, language, status, category, quality_score, position)
             ORDER BY t.tenant_id, t.event_id, t.position) first
     WHERE NOT EXISTS (SELECT FROM webhook_events e WHERE e.tenant_id = first.tenant_id AND e.id = first.event_id)
     ORDER BY first.position
  LOOP
    UPDATE templates t
       SET status = coalesce(x.status, t.status), category = coalesce(x.category, t.category), quality_score = coalesce(x.quality_score, t.quality_score)
     WHERE t.tenant_id = x.tenant_id AND t.waba_id = x.waba_id AND t.name = x.name AND t.language = x.language;
  END LOOP;

  FOR x IN
    SELECT *
      FROM (SELECT DISTINCT ON (n.tenant_id, n.event_id, n.id) n.*
              FROM ROWS FROM (json_to_recordset(numbers) AS (tenant_id uuid, event_id uuid, id uuid, verified_name text, quality_rating text,
                              throughput int, health text))
                   WITH ORDINALITY AS n(tenant_id, event_id, id, verified_name, quality_rating, throughput, health, position)
             ORDER BY n.tenant_id, n.event_id, n.id, n.position) first
     WHERE NOT EXISTS (SELECT FROM webhook_events e WHERE e.tenant_id = first.tenant_id AND e.id = first.event_id)
     ORDER BY first.position
  LOOP
    UPDATE phone_numbers n
       SET verified_name = coalesce(x.verified_name, n.verified_name), quality_rating = coalesce(x.quality_rating, n.quality_rating),
           throughput = coalesce(x.throughput, n.throughput), health = coalesce(x.health, n.health), updated_at = now()
     WHERE n.tenant_id = x.tenant_id AND n.id = x.id AND n.deleted_at IS NULL;
  END LOOP;
END $$;

-- Applies a batch of what Meta reported: settles messages, records what came in, and tells tenants of both, in the order of `news`.
--   rows, transfers, events, jobs: as in settle_messages
--   messages … numbers:            as in record_inbound
--   news:                          as in publish_events, with the ord of the settlement that it depends on, or none
-- Returns the ords of the settlements that were written, as settle_messages does; what depends on the others is not told.
CREATE FUNCTION apply_reports(rows json, transfers json, events json, jobs json, messages json, contacts json, preferences json,
                              templates json, numbers json, news json) RETURNS int[]
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

-- ------------------------------------------------------------------------------------------------------------ deliveries
-- How events reach endpoints. A lane (the events of one conversation for one endpoint) is leased by one worker at a time, which
-- works off its deliveries one after the other. Everybody locks lanes first, in the order of their keys, then deliveries.

-- Lanes come and go with every event: their pages need room for the leases and their dead rows must go soon.
ALTER TABLE webhook_lanes SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
-- Dead letters are few among many deliveries, and what people look for.
CREATE INDEX webhook_deliveries_dead_idx ON webhook_deliveries (tenant_id, endpoint_id, id) WHERE status = 'dead';

-- Leases due lanes of enabled endpoints and returns their next deliveries, one row each, in order; a lane of which nothing is left
-- returns one row without a delivery.
--   known_*:      endpoints that the worker serves already, each with the lanes that it may get now (0: none) and its class:
--                 1 answers promptly, 2 nothing is known of it, 3 fails
--   fresh_each:   how many lanes every other endpoint may get, as one of class 2; one from which only failures come is of class 3
--                 and may get one
--   totals:       how many lanes each class may get in all
--   lane_bytes:   a lane's further deliveries are returned while those before them are not larger
-- Endpoints are visited one by one, so that the backlog of one does not hide what is due at another; and within a class every
-- endpoint gets its first lane before any gets its second, those first that have waited longest.
CREATE FUNCTION claim_deliveries(known_tenants uuid[], known_endpoints uuid[], known_free int[], known_classes int[], fresh_each int,
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
         SELECT n.*, sum(pg_column_size(n.body)) OVER (ORDER BY n.sequence) - pg_column_size(n.body) AS before
           FROM (SELECT o.*, e.meta_phone_number_id, e.request_id, e.body
                   FROM (SELECT w.tenant_id, w.id, w.event_id, w.event_type, w.attempts, w.sequence FROM webhook_deliveries w
                          WHERE w.tenant_id = l.tenant_id AND w.endpoint_id = l.endpoint_id AND w.ordering_key = l.ordering_key
                            AND w.status IN ('pending', 'retrying')
                          ORDER BY w.sequence LIMIT per_lane) o
                   LEFT JOIN webhook_events e ON e.tenant_id = o.tenant_id AND e.id = o.event_id) n) d
      ON coalesce(d.before, 0) <= lane_bytes
   ORDER BY l.tenant_id, l.endpoint_id, l.ordering_key, d.sequence;
END $$;

-- Writes what came of attempts, and moves each lane on.
--   results: [{ord, tenant_id, endpoint_id, ordering_key, held_until, is_last, delivery_id, outcome, retry_ms, at, status,
--              duration_ms, error, response}]
--            held_until is the lease as the worker knows it: a lane that another worker has taken meanwhile stays as it is;
--            is_last gives the lane back; without delivery_id nothing was attempted;
--            outcome: delivered | retrying | dead
-- Returns for each result the lease's new end (null: the worker has the lane no longer), whether more of the lane is due at once,
-- and since when its endpoint has failed. A delivery that has ended keeps its state, whatever a late attempt at it brings.
CREATE FUNCTION record_attempts(results json, lease interval)
RETURNS TABLE (ord int, held_until text, is_due boolean, failing_since timestamptz)
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
BEGIN
  -- What a crash of the database loses, less than a second of results, is delivered again: at least once is what is promised.
  PERFORM set_config('synchronous_commit', 'off', true);
  PERFORM 1
     FROM json_to_recordset(results) AS r(tenant_id uuid, endpoint_id uuid, ordering_key text)
     JOIN webhook_lanes l ON l.tenant_id = r.tenant_id AND l.endpoint_id = r.endpoint_id AND l.ordering_key = r.ordering_key
    ORDER BY l.tenant_id, l.endpoint_id, l.ordering_key
      FOR UPDATE OF l;

  WITH tried AS (
    UPDATE webhook_deliveries d
       SET status = CASE WHEN d.status IN ('pending', 'retrying') THEN r.outcome ELSE d.status END,
           attempts = d.attempts + 1,
           next_attempt_at = CASE WHEN d.status IN ('pending', 'retrying') AND r.outcome = 'retrying'
                                  THEN clock_timestamp() + r.retry_ms * interval '1 millisecond' END
      FROM json_to_recordset(results) AS r(tenant_id uuid, delivery_id uuid, outcome text, retry_ms float8, at timestamptz, status int,
           duration_ms int, error text, response text)
     WHERE d.tenant_id = r.tenant_id AND d.id = r.delivery_id
    RETURNING d.tenant_id, d.id, r.at, r.status, r.duration_ms, r.error, r.response)
  INSERT INTO webhook_attempts (tenant_id, delivery_id, number, at, status, duration_ms, error, response)
  SELECT t.tenant_id, t.id,
         1 + coalesce((SELECT max(a.number) FROM webhook_attempts a WHERE a.tenant_id = t.tenant_id AND a.delivery_id = t.id), 0),
         t.at, t.status, t.duration_ms, t.error, t.response
    FROM tried t
  ON CONFLICT DO NOTHING;

  -- Written only when it changes, which is rare: many results share an endpoint.
  UPDATE webhook_endpoints e
     SET failing_since = o.failing_since
    FROM (SELECT w.tenant_id, w.id, CASE WHEN s.has_succeeded THEN NULL ELSE s.first_at END AS failing_since
            FROM (SELECT r.tenant_id, r.endpoint_id, bool_or(r.outcome = 'delivered') AS has_succeeded, min(r.at) AS first_at
                    FROM json_to_recordset(results) AS r(tenant_id uuid, endpoint_id uuid, delivery_id uuid, outcome text, at timestamptz)
                   WHERE r.delivery_id IS NOT NULL GROUP BY 1, 2) s
            JOIN webhook_endpoints w ON w.tenant_id = s.tenant_id AND w.id = s.endpoint_id AND (w.failing_since IS NOT NULL) = s.has_succeeded
           ORDER BY w.tenant_id, w.id
             FOR NO KEY UPDATE OF w) o
   WHERE e.tenant_id = o.tenant_id AND e.id = o.id;

  -- Looked at only now, with the lanes locked: who publishes meanwhile waits for us, and who came before is seen.
  RETURN QUERY
  WITH given AS MATERIALIZED (
    SELECT r.* FROM json_to_recordset(results) AS r(ord int, tenant_id uuid, endpoint_id uuid, ordering_key text, held_until timestamptz, is_last boolean)),
  held AS MATERIALIZED (
    SELECT g.* FROM given g
      JOIN webhook_lanes l ON l.tenant_id = g.tenant_id AND l.endpoint_id = g.endpoint_id AND l.ordering_key = g.ordering_key
       AND l.leased_until = g.held_until),
  renewed AS (
    UPDATE webhook_lanes l SET leased_until = clock_timestamp() + lease FROM held h
     WHERE NOT h.is_last AND l.tenant_id = h.tenant_id AND l.endpoint_id = h.endpoint_id AND l.ordering_key = h.ordering_key
    RETURNING h.ord, l.leased_until),
  ended AS MATERIALIZED (
    SELECT h.*, d.next_attempt_at AS due_at
      FROM held h
      LEFT JOIN LATERAL (
           SELECT w.next_attempt_at FROM webhook_deliveries w
            WHERE w.tenant_id = h.tenant_id AND w.endpoint_id = h.endpoint_id AND w.ordering_key = h.ordering_key
              AND w.status IN ('pending', 'retrying')
            ORDER BY w.sequence LIMIT 1) d ON true
     WHERE h.is_last),
  released AS (
    UPDATE webhook_lanes l SET leased_until = NULL, next_attempt_at = greatest(x.due_at, clock_timestamp()) FROM ended x
     WHERE x.due_at IS NOT NULL AND l.tenant_id = x.tenant_id AND l.endpoint_id = x.endpoint_id AND l.ordering_key = x.ordering_key),
  closed AS (
    DELETE FROM webhook_lanes l USING ended x
     WHERE x.due_at IS NULL AND l.tenant_id = x.tenant_id AND l.endpoint_id = x.endpoint_id AND l.ordering_key = x.ordering_key)
  SELECT g.ord, n.leased_until::text, coalesce(x.due_at <= clock_timestamp(), false), e.failing_since
    FROM given g
    LEFT JOIN renewed n ON n.ord = g.ord
    LEFT JOIN ended x ON x.ord = g.ord
    LEFT JOIN webhook_endpoints e ON e.tenant_id = g.tenant_id AND e.id = g.endpoint_id;
END $$;

-- Opens the lanes of deliveries, or makes them due at once.
CREATE FUNCTION open_lanes(of_tenant uuid, of_endpoint uuid, keys text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO webhook_lanes AS l (tenant_id, endpoint_id, ordering_key)
  SELECT DISTINCT of_tenant, of_endpoint, k.ordering_key FROM unnest(keys) AS k(ordering_key) ORDER BY 3
  ON CONFLICT (tenant_id, endpoint_id, ordering_key) DO UPDATE SET next_attempt_at = least(l.next_attempt_at, excluded.next_attempt_at);
  NOTIFY switchboard_deliveries;
END $$;

-- Puts deliveries that have ended, or that wait for a retry, on their way again, with a fresh count of attempts. Returns how many.
CREATE FUNCTION replay_deliveries(of_tenant uuid, of_endpoint uuid, deliveries uuid[]) RETURNS int
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
DECLARE
  replayed int;
BEGIN
  PERFORM open_lanes(of_tenant, of_endpoint, ARRAY(
    SELECT d.ordering_key FROM webhook_deliveries d WHERE d.tenant_id = of_tenant AND d.endpoint_id = of_endpoint AND d.id = ANY (deliveries)));
  UPDATE webhook_deliveries d
     SET status = 'pending', attempts = 0, next_attempt_at = clock_timestamp()
   WHERE d.tenant_id = of_tenant AND d.endpoint_id = of_endpoint AND d.id = ANY (deliveries) AND d.status <> 'pending';
  GET DIAGNOSTICS replayed = ROW_COUNT;
  RETURN replayed;
END $$;

-- Deliveries of an endpoint that a replay takes, in the order of their ids, after one of them.
-- What has been attempted since the replay was asked for is left out, so that a replay that is interrupted can begin anew.
CREATE FUNCTION replayable_deliveries(of_tenant uuid, of_endpoint uuid, after_id uuid, before_id uuid, types text[], states text[], asked_at timestamptz, up_to int)
RETURNS SETOF uuid
LANGUAGE sql STABLE
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
  SELECT d.id
    FROM webhook_deliveries d
   WHERE d.tenant_id = of_tenant AND d.endpoint_id = of_endpoint AND d.id > after_id AND d.id < before_id
     AND d.event_type = ANY (types) AND d.status = ANY (states)
     AND NOT EXISTS (SELECT FROM webhook_attempts a WHERE a.tenant_id = d.tenant_id AND a.delivery_id = d.id AND a.at >= asked_at)
   ORDER BY d.id LIMIT up_to
$$;

-- Events that an endpoint was never told, because it was disabled or did not exist yet, in the order of their ids, after one of them.
CREATE FUNCTION missed_events(of_tenant uuid, of_endpoint uuid, after_id uuid, before_id uuid, types text[], asked_at timestamptz, up_to int)
RETURNS SETOF uuid
LANGUAGE sql STABLE
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
  SELECT t.id
    FROM webhook_events t
    JOIN webhook_endpoints w ON w.tenant_id = t.tenant_id AND w.id = of_endpoint
   WHERE t.tenant_id = of_tenant AND t.id > after_id AND t.id < before_id AND t.created_at < asked_at AND t.type = ANY (types) AND t.type = ANY (w.events)
     AND (w.phone_number_id IS NULL OR EXISTS (
            SELECT FROM phone_numbers n WHERE n.tenant_id = w.tenant_id AND n.id = w.phone_number_id AND n.phone_number_id = t.meta_phone_number_id))
     AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.tenant_id = t.tenant_id AND d.event_id = t.id AND d.endpoint_id = of_endpoint)
   ORDER BY t.id LIMIT up_to
$$;

-- Puts events on their way to one endpoint that was not told them. Returns how many.
CREATE FUNCTION deliver_missed(of_tenant uuid, of_endpoint uuid, events uuid[]) RETURNS int
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
DECLARE
  keys text[];
BEGIN
  WITH put AS (
    INSERT INTO webhook_deliveries (tenant_id, id, endpoint_id, event_id, event_type, ordering_key)
    SELECT t.tenant_id, uuidv7(), of_endpoint, t.id, t.type, t.ordering_key
      FROM webhook_events t WHERE t.tenant_id = of_tenant AND t.id = ANY (events) ORDER BY t.id
    ON CONFLICT DO NOTHING
    RETURNING ordering_key)
  SELECT array_agg(put.ordering_key) INTO keys FROM put;
  PERFORM open_lanes(of_tenant, of_endpoint, keys);
  RETURN coalesce(array_length(keys, 1), 0);
END $$;

-- Makes everything that waits for an endpoint due at once: it was enabled again.
CREATE FUNCTION resume_endpoint(of_tenant uuid, of_endpoint uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE webhook_lanes l
     SET next_attempt_at = clock_timestamp()
    FROM (SELECT w.ordering_key FROM webhook_lanes w
           WHERE w.tenant_id = of_tenant AND w.endpoint_id = of_endpoint AND w.next_attempt_at > clock_timestamp()
           ORDER BY w.ordering_key FOR UPDATE) o
   WHERE l.tenant_id = of_tenant AND l.endpoint_id = of_endpoint AND l.ordering_key = o.ordering_key;
  NOTIFY switchboard_deliveries;
END $$;
