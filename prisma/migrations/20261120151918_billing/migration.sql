-- AlterTable
ALTER TABLE "phone_numbers" ADD COLUMN     "time_zone" TEXT NOT NULL DEFAULT 'UTC';

-- AlterTable
ALTER TABLE "rate_cards" ADD COLUMN     "free_service_messages" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "subscriptions" ADD COLUMN     "anchor_day" SMALLINT,
ADD COLUMN     "fee_since" TIMESTAMPTZ(6),
ADD COLUMN     "grace_until" TIMESTAMPTZ(6),
ADD COLUMN     "renews" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "segments" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "tenants" ADD COLUMN     "balance_state" TEXT NOT NULL DEFAULT 'depleted';

-- CreateTable
CREATE TABLE "subscription_periods" (
    "tenant_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "period_start" TIMESTAMPTZ(6) NOT NULL,
    "period_end" TIMESTAMPTZ(6) NOT NULL,
    "plan_code" TEXT NOT NULL,
    "segments" JSONB NOT NULL,
    "fee_micros" BIGINT NOT NULL,
    "closed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "paid_at" TIMESTAMPTZ(6),

    CONSTRAINT "subscription_periods_pkey" PRIMARY KEY ("tenant_id","operation_id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "tenant_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "amount_micros" BIGINT NOT NULL,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("tenant_id","operation_id")
);

-- CreateTable
CREATE TABLE "rate_tiers" (
    "rate_card_id" UUID NOT NULL,
    "market" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "from_message" INTEGER NOT NULL,
    "amount_micros" BIGINT NOT NULL,

    CONSTRAINT "rate_tiers_pkey" PRIMARY KEY ("rate_card_id","market","category","from_message")
);

-- CreateTable
CREATE TABLE "volume_counters" (
    "tenant_id" UUID NOT NULL,
    "month" DATE NOT NULL,
    "scope" TEXT NOT NULL,
    "messages" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "volume_counters_pkey" PRIMARY KEY ("tenant_id","month","scope")
);

-- CreateTable
CREATE TABLE "volume_places" (
    "tenant_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "scope" TEXT NOT NULL,
    "place" INTEGER NOT NULL,

    CONSTRAINT "volume_places_pkey" PRIMARY KEY ("tenant_id","message_id","scope")
);

-- CreateTable
CREATE TABLE "usage_hours" (
    "tenant_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "meta_phone_number_id" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "api_key_id" UUID NOT NULL,
    "messages" INTEGER NOT NULL,
    "platform_fee_micros" BIGINT NOT NULL,
    "meta_fee_micros" BIGINT NOT NULL,
    "markup_micros" BIGINT NOT NULL,

    CONSTRAINT "usage_hours_pkey" PRIMARY KEY ("tenant_id","hour","meta_phone_number_id","category","status","country","api_key_id")
);

-- CreateTable
CREATE TABLE "usage_marks" (
    "tenant_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "marks" BIGINT NOT NULL DEFAULT 1,
    "marked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "usage_marks_pkey" PRIMARY KEY ("tenant_id","hour")
);

-- CreateTable
CREATE TABLE "usage_summaries" (
    "tenant_id" UUID NOT NULL,
    "granularity" TEXT NOT NULL,
    "dimensions" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(6) NOT NULL,
    "cells" JSON NOT NULL,
    "counted_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "usage_summaries_pkey" PRIMARY KEY ("tenant_id","granularity","dimensions","bucket")
);

-- CreateTable
CREATE TABLE "invoices" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "month" DATE NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "opening_micros" BIGINT NOT NULL,
    "closing_micros" BIGINT NOT NULL,
    "total_micros" BIGINT NOT NULL,
    "billed_to" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "invoices_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "invoice_lines" (
    "tenant_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "market" TEXT,
    "category" TEXT,
    "quantity" INTEGER NOT NULL,
    "amount_micros" BIGINT NOT NULL,

    CONSTRAINT "invoice_lines_pkey" PRIMARY KEY ("tenant_id","invoice_id","position")
);

-- CreateTable
CREATE TABLE "ledger_reports" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "finished_at" TIMESTAMPTZ(6) NOT NULL,
    "is_sound" BOOLEAN NOT NULL,
    "results" JSONB NOT NULL,

    CONSTRAINT "ledger_reports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "subscription_periods_tenant_id_period_start_key" ON "subscription_periods"("tenant_id", "period_start");

-- CreateIndex
CREATE INDEX "refunds_tenant_id_message_id_idx" ON "refunds"("tenant_id", "message_id");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_sequence_key" ON "invoices"("sequence");

-- CreateIndex
CREATE UNIQUE INDEX "invoices_tenant_id_month_key" ON "invoices"("tenant_id", "month");

-- AddForeignKey
ALTER TABLE "rate_tiers" ADD CONSTRAINT "rate_tiers_rate_card_id_fkey" FOREIGN KEY ("rate_card_id") REFERENCES "rate_cards"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------- what Prisma cannot say
-- A new tenant has no money and need not be told; those that are here already are told when it changes.
UPDATE tenants SET balance_state = 'ok';
ALTER TABLE tenants ADD CONSTRAINT tenants_balance_state CHECK (balance_state IN ('ok', 'low', 'depleted'));
ALTER TABLE rate_tiers ADD CONSTRAINT rate_tiers_sane CHECK (from_message > 1 AND amount_micros >= 0);
ALTER TABLE rate_cards ADD CONSTRAINT rate_cards_free_sane CHECK (free_service_messages >= 0);
-- Who holds a plan already goes on as before: it does not renew, and costs no monthly fee, until an operator gives the plan anew.
ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_sane
  CHECK ((fee_since IS NULL OR period_end IS NOT NULL) AND anchor_day BETWEEN 1 AND 31 AND jsonb_typeof(segments) = 'array');
ALTER TABLE subscription_periods ADD CONSTRAINT subscription_periods_sane CHECK (period_start < period_end AND fee_micros >= 0);
ALTER TABLE refunds ADD CONSTRAINT refunds_sane CHECK (amount_micros > 0);
-- The renewal job's ways to periods that have ended, and to those that wait for money.
CREATE INDEX subscriptions_ending_idx ON subscriptions (period_end) WHERE fee_since IS NOT NULL AND grace_until IS NULL;
CREATE INDEX subscription_periods_owed_idx ON subscription_periods (tenant_id, period_end) WHERE paid_at IS NULL;

-- The format `envelope` asks for a feature of the plan from now on: nobody loses what was there for everyone.
UPDATE plans SET features = array_append(features, 'webhook_envelope') WHERE NOT 'webhook_envelope' = ANY (features);

DO $$
DECLARE
  owned text;
BEGIN
  FOREACH owned IN ARRAY ARRAY['subscription_periods', 'refunds', 'volume_counters', 'volume_places', 'usage_hours', 'usage_marks', 'usage_summaries', 'invoices', 'invoice_lines'] LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO switchboard_app', owned);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', owned);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', owned);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I USING ((SELECT app_scope()) = %L OR tenant_id::text = (SELECT app_scope()))', owned, 'platform');
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_tiers TO switchboard_app;
GRANT SELECT, INSERT, DELETE ON ledger_reports TO switchboard_app;
-- What a period came to stands for good; it is paid once.
CREATE FUNCTION refuse_repricing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.paid_at IS NULL AND to_jsonb(NEW) - 'paid_at' = to_jsonb(OLD) - 'paid_at' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER subscription_periods_immutable BEFORE UPDATE OR DELETE ON subscription_periods FOR EACH ROW EXECUTE FUNCTION refuse_repricing();
CREATE TRIGGER refunds_immutable BEFORE UPDATE OR DELETE ON refunds FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoices_immutable BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoice_lines_immutable BEFORE UPDATE OR DELETE ON invoice_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- What has waited longest is counted first.
CREATE INDEX usage_marks_marked_at_idx ON usage_marks (marked_at);
ALTER TABLE invoices ADD CONSTRAINT invoices_month CHECK (extract(day FROM month) = 1);

-- Which of the month's messages a message is. Asked again it answers the same; a place that was given is not given back, so that a
-- message that is settled late cannot change the price of another.
CREATE FUNCTION volume_place(of_tenant uuid, of_message uuid, of_month date, of_scope text) RETURNS int
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
DECLARE
  given int;
BEGIN
  SELECT p.place INTO given FROM volume_places p WHERE p.tenant_id = of_tenant AND p.message_id = of_message AND p.scope = of_scope;
  IF FOUND THEN
    RETURN given;
  END IF;
  INSERT INTO volume_counters AS c (tenant_id, month, scope, messages) VALUES (of_tenant, of_month, of_scope, 1)
  ON CONFLICT (tenant_id, month, scope) DO UPDATE SET messages = c.messages + 1
  RETURNING messages INTO given;
  -- Whoever came first for the same message holds the counter's row until then.
  INSERT INTO volume_places (tenant_id, message_id, scope, place) VALUES (of_tenant, of_message, of_scope, given) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    UPDATE volume_counters c SET messages = c.messages - 1 WHERE c.tenant_id = of_tenant AND c.month = of_month AND c.scope = of_scope;
    SELECT p.place INTO given FROM volume_places p WHERE p.tenant_id = of_tenant AND p.message_id = of_message AND p.scope = of_scope;
  END IF;
  RETURN given;
END $$;

-- What a transfer is called where money is added up. A correction counts as what it corrects; its step begins alike.
CREATE FUNCTION charge_kind(step text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN starts_with(step, 'platform_fee') THEN 'platform_fee' WHEN starts_with(step, 'meta_fee') THEN 'meta_fee'
            WHEN starts_with(step, 'markup') THEN 'markup' WHEN starts_with(step, 'shortfall') THEN 'shortfall' ELSE step END;

-- Notes whose usage has changed in which hours: that of each message's acceptance and, for messages that may have been charged,
-- those in which their money moved, because money is shown under what its message is now. Called last in a transaction: it holds
-- rows that others want. They are locked in the order of their keys.
CREATE FUNCTION mark_usage(tenants uuid[], messages uuid[], with_money boolean) RETURNS void
LANGUAGE sql
SET enable_seqscan = off
AS $$
  INSERT INTO usage_marks AS u (tenant_id, hour)
  SELECT DISTINCT x.tenant_id, date_trunc('hour', x.at, 'UTC')
    FROM (SELECT t.tenant_id, uuid_extract_timestamp(t.message_id) AS at FROM unnest(tenants, messages) AS t(tenant_id, message_id)
           UNION ALL
          SELECT t.tenant_id, uuid_extract_timestamp(charged.id)
            FROM unnest(tenants, messages) AS t(tenant_id, message_id),
                 LATERAL (SELECT f.id FROM transfers f
                           WHERE f.tenant_id = t.tenant_id AND f.operation_id = t.message_id AND charge_kind(f.step) IN ('platform_fee', 'meta_fee', 'markup')
                          OFFSET 0) charged
           WHERE with_money) x
   WHERE x.at IS NOT NULL
   ORDER BY 1, 2
  ON CONFLICT (tenant_id, hour) DO UPDATE SET marks = u.marks + 1
$$;

-- Writes the summaries of an hour or of a day of a tenant, from its usage_hours.
CREATE FUNCTION summarise_usage(of_tenant uuid, of_granularity text, of_bucket timestamptz) RETURNS void
LANGUAGE sql
SET enable_seqscan = off SET jit = off
AS $$
  INSERT INTO usage_summaries (tenant_id, granularity, dimensions, bucket, cells)
  SELECT of_tenant, of_granularity, v.dimensions, of_bucket,
         json_agg(json_build_array(v.split, v.messages, v.platform_fee::text, v.meta_fee::text, v.markup::text) ORDER BY v.split COLLATE "C")
    FROM (SELECT concat_ws(',', CASE GROUPING(d.number) WHEN 0 THEN 'number' END, CASE GROUPING(d.category) WHEN 0 THEN 'category' END,
                           CASE GROUPING(d.status) WHEN 0 THEN 'status' END, CASE GROUPING(d.country) WHEN 0 THEN 'country' END,
                           CASE GROUPING(d.key) WHEN 0 THEN 'key' END) AS dimensions,
                 array_remove(ARRAY[d.number, d.category, d.status, d.country, d.key], NULL) AS split,
                 -- An hour in which nothing counts has been counted too.
                 coalesce(sum(d.messages), 0) AS messages, coalesce(sum(d.platform_fee_micros), 0) AS platform_fee,
                 coalesce(sum(d.meta_fee_micros), 0) AS meta_fee, coalesce(sum(d.markup_micros), 0) AS markup
            FROM (SELECT u.meta_phone_number_id AS number, u.category, u.status, u.country,
                         CASE u.api_key_id WHEN '00000000-0000-0000-0000-000000000000' THEN '' ELSE u.api_key_id::text END AS key,
                         u.messages, u.platform_fee_micros, u.meta_fee_micros, u.markup_micros
                    FROM usage_hours u
                   WHERE u.tenant_id = of_tenant AND u.hour >= of_bucket AND u.hour < of_bucket + CASE of_granularity WHEN 'day' THEN interval '24 hours' ELSE interval '1 hour' END) d
           GROUP BY GROUPING SETS (
             (), (d.number), (d.category), (d.status), (d.country), (d.key),
             (d.number, d.category), (d.number, d.status), (d.number, d.country), (d.number, d.key), (d.category, d.status),
             (d.category, d.country), (d.category, d.key), (d.status, d.country), (d.status, d.key), (d.country, d.key))) v
   GROUP BY v.dimensions
  ON CONFLICT (tenant_id, granularity, dimensions, bucket) DO UPDATE SET cells = excluded.cells, counted_at = excluded.counted_at
$$;

-- Counts hours of a tenant anew, from its messages and its transfers, and removes their marks unless they have changed meanwhile.
-- Returns how many: hours that are not marked are left alone, and none is counted while another process counts this tenant. Two must
-- not count at once: the slower one would write what is older and could take a later mark for the one that it saw.
-- Under READ COMMITTED, where each statement sees what was committed before it: the marks are read first, so whatever a count does
-- not see comes with another mark. Writers of messages wait for a mark only while it is removed, at the very end.
CREATE FUNCTION count_usage(of_tenant uuid, hours timestamptz[]) RETURNS int
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
  marked timestamptz[];
  seen bigint[];
  of_hour timestamptz;
  from_id uuid;
  to_id uuid;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('switchboard.usage.' || of_tenant, 0)) THEN
    RETURN 0;
  END IF;
  SELECT array_agg(u.hour ORDER BY u.hour), array_agg(u.marks ORDER BY u.hour) INTO marked, seen
    FROM usage_marks u WHERE u.tenant_id = of_tenant AND u.hour = ANY (hours);
  IF marked IS NULL THEN
    RETURN 0;
  END IF;

  FOREACH of_hour IN ARRAY marked LOOP
    from_id := uuidv7_floor(of_hour);
    to_id := uuidv7_floor(of_hour + interval '1 hour');
    DELETE FROM usage_hours u WHERE u.tenant_id = of_tenant AND u.hour = of_hour;
    INSERT INTO usage_hours (tenant_id, hour, meta_phone_number_id, category, status, country, api_key_id, messages, platform_fee_micros, meta_fee_micros, markup_micros)
    SELECT of_tenant, of_hour, x.meta_phone_number_id, x.category, x.status, x.country, x.api_key_id,
           sum(x.messages), sum(x.platform_fee), sum(x.meta_fee), sum(x.markup)
      FROM (SELECT m.meta_phone_number_id, coalesce(m.category, '') AS category, m.status, coalesce(m.country, '') AS country,
                   coalesce(m.api_key_id, '00000000-0000-0000-0000-000000000000') AS api_key_id, 1 AS messages, 0 AS platform_fee, 0 AS meta_fee, 0 AS markup
              FROM messages m
             WHERE m.tenant_id = of_tenant AND m.id >= from_id AND m.id < to_id AND m.direction = 'outbound' AND NOT m.sandbox
             UNION ALL
            SELECT m.meta_phone_number_id, coalesce(m.category, ''), m.status, coalesce(m.country, ''),
                   coalesce(m.api_key_id, '00000000-0000-0000-0000-000000000000'), 0,
                   CASE t.kind WHEN 'platform_fee' THEN t.micros ELSE 0 END,
                   CASE t.kind WHEN 'meta_fee' THEN t.micros ELSE 0 END,
                   CASE t.kind WHEN 'markup' THEN t.micros ELSE 0 END
              FROM (SELECT f.tenant_id, f.operation_id, charge_kind(f.step) AS kind,
                           -- Corrections may also give back.
                           CASE WHEN f.to_kind IN ('available', 'reserved') THEN -f.amount_micros ELSE f.amount_micros END AS micros
                      FROM transfers f
                     WHERE f.tenant_id = of_tenant AND f.id >= from_id AND f.id < to_id AND f.for_message
                       AND charge_kind(f.step) IN ('platform_fee', 'meta_fee', 'markup')) t
              JOIN messages m ON m.tenant_id = t.tenant_id AND m.id = t.operation_id) x
     GROUP BY 3, 4, 5, 6, 7;
    PERFORM summarise_usage(of_tenant, 'hour', of_hour);
  END LOOP;
  PERFORM summarise_usage(of_tenant, 'day', d.day) FROM (SELECT DISTINCT date_trunc('day', m.hour, 'UTC') AS day FROM unnest(marked) AS m(hour)) d;

  FOR place IN 1 .. array_length(marked, 1) LOOP
    DELETE FROM usage_marks u WHERE u.tenant_id = of_tenant AND u.hour = marked[place] AND u.marks = seen[place];
    IF NOT FOUND THEN
      -- It goes to the end of the queue.
      UPDATE usage_marks u SET marked_at = clock_timestamp() WHERE u.tenant_id = of_tenant AND u.hour = marked[place];
    END IF;
  END LOOP;
  RETURN array_length(marked, 1);
END $$;

-- As before, and notes the usage.
CREATE OR REPLACE FUNCTION intake_messages(tenants json, keys json, heads json, bodies json)
RETURNS TABLE (ord int, verdict text, detail json)
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
DECLARE
  h record;
  known record;
  available bigint[];
  reserved bigint[];
  taken bigint[];
  spent bigint[];
  limits bigint[];
  key_taken bigint[];
  accepted int[] := '{}';
BEGIN
  SELECT array_agg(locked.balance_micros ORDER BY locked.tenant_id) FILTER (WHERE locked.kind = 'available'),
         array_agg(locked.balance_micros ORDER BY locked.tenant_id) FILTER (WHERE locked.kind = 'reserved')
    INTO available, reserved
    FROM (SELECT t.tenant_id, side.kind, t.currency
            FROM json_to_recordset(tenants) AS t(tenant_id uuid, currency char(3)), (VALUES ('available'), ('reserved')) AS side(kind)
           ORDER BY t.tenant_id, side.kind) wanted,
         LATERAL (SELECT a.tenant_id, a.kind, a.balance_micros FROM accounts a
                   WHERE a.tenant_id = wanted.tenant_id AND a.kind = wanted.kind AND a.currency = wanted.currency
                     FOR UPDATE) locked;
  IF coalesce(array_length(available, 1), 0) <> json_array_length(tenants) OR coalesce(array_length(reserved, 1), 0) <> json_array_length(tenants) THEN
    RAISE EXCEPTION 'a tenant of the batch has no accounts';
  END IF;
  taken := array_fill(0::bigint, ARRAY[json_array_length(tenants)]);

  SELECT array_agg(coalesce(s.spent_micros, 0) ORDER BY k.position), array_agg(k.limit_micros ORDER BY k.position), array_agg(0::bigint)
    INTO spent, limits, key_taken
    FROM ROWS FROM (json_to_recordset(keys) AS (tenant_id uuid, api_key_id uuid, month date, limit_micros bigint))
         WITH ORDINALITY AS k(tenant_id, api_key_id, month, limit_micros, position)
    LEFT JOIN LATERAL (SELECT p.spent_micros FROM api_key_spend p
                        WHERE p.tenant_id = k.tenant_id AND p.api_key_id = k.api_key_id AND p.month = k.month LIMIT 1) s ON true;

  FOR h IN
    SELECT x.*, t.tenant_id
      FROM json_to_recordset(heads) AS x(ord int, tenant int, key int, amount bigint, recipient text, idempotency_key text, fingerprint text, message_id uuid),
           LATERAL (SELECT (tenants -> (x.tenant - 1) ->> 'tenant_id')::uuid AS tenant_id) t
     ORDER BY x.ord
  LOOP
    ord := h.ord;
    detail := NULL;
    IF h.idempotency_key IS NOT NULL THEN
      SELECT i.fingerprint, i.resource_id AS "resourceId", i.response_status AS "responseStatus", i.response_body AS "responseBody" INTO known
        FROM idempotency_records i
       WHERE i.tenant_id = h.tenant_id AND i.scope = 'message' AND i.key = h.idempotency_key AND i.expires_at > now();
      IF FOUND THEN
        verdict := 'known';
        detail := row_to_json(known);
        RETURN NEXT;
        CONTINUE;
      END IF;
    END IF;
    IF h.recipient IS NOT NULL AND EXISTS (SELECT FROM opt_outs o WHERE o.tenant_id = h.tenant_id AND o.recipient = h.recipient) THEN
      verdict := 'opted_out';
    ELSIF h.key IS NOT NULL AND spent[h.key] + h.amount > limits[h.key] THEN
      verdict := 'key_limit';
    ELSIF available[h.tenant] < h.amount THEN
      verdict := 'no_balance';
    ELSE
      verdict := 'accepted';
      available[h.tenant] := available[h.tenant] - h.amount;
      taken[h.tenant] := taken[h.tenant] + h.amount;
      IF h.key IS NOT NULL THEN
        spent[h.key] := spent[h.key] + h.amount;
        key_taken[h.key] := key_taken[h.key] + h.amount;
      END IF;
      accepted := accepted || h.ord;
      IF h.idempotency_key IS NOT NULL THEN
        INSERT INTO idempotency_records AS i (tenant_id, scope, key, fingerprint, resource_id, expires_at)
        VALUES (h.tenant_id, 'message', h.idempotency_key, h.fingerprint, h.message_id, now() + interval '24 hours')
        ON CONFLICT (tenant_id, scope, key) DO UPDATE
          SET fingerprint = excluded.fingerprint, resource_id = excluded.resource_id, expires_at = excluded.expires_at,
              created_at = now(), response_status = NULL, response_body = NULL;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF accepted = '{}' THEN
    RETURN;
  END IF;

  INSERT INTO messages (tenant_id, id, direction, status, type, "to", "from", phone_number_id, meta_phone_number_id, api_key_id, sandbox,
                        marketing_lite, payload, tenant_callback_data, request_id, category, market, country, rate_card_id, currency,
                        held_micros, quoted_platform_fee_micros, quoted_meta_fee_micros, quoted_markup_micros, markup_bps)
  SELECT b.tenant_id, b.id, 'outbound', 'accepted', b.type, b."to", b."from", b.phone_number_id, b.meta_phone_number_id, b.api_key_id, b.sandbox,
         b.marketing_lite, b.payload::json, b.tenant_callback_data, b.request_id, b.category, b.market, b.country, b.rate_card_id, b.currency,
         b.quoted_platform_fee_micros + b.quoted_meta_fee_micros + b.quoted_markup_micros,
         b.quoted_platform_fee_micros, b.quoted_meta_fee_micros, b.quoted_markup_micros, b.markup_bps
    FROM json_to_recordset(bodies) AS b(ord int, tenant_id uuid, id uuid, type text, "to" text, "from" text, phone_number_id uuid,
         meta_phone_number_id text, api_key_id uuid, sandbox boolean, marketing_lite boolean, payload text, tenant_callback_data text,
         request_id text, category text, market text, country text, rate_card_id uuid, currency char(3),
         quoted_platform_fee_micros bigint, quoted_meta_fee_micros bigint, quoted_markup_micros bigint, markup_bps int)
   WHERE b.ord = ANY (accepted);

  INSERT INTO transfers (tenant_id, operation_id, step, id, from_kind, to_kind, currency, amount_micros, total_after_micros, for_message)
  SELECT t.tenant_id, x.message_id, 'reserve', uuidv7(), 'available', 'reserved', t.currency, x.amount,
         available[x.tenant] + taken[x.tenant] + reserved[x.tenant], true
    FROM json_to_recordset(heads) AS x(ord int, tenant int, amount bigint, message_id uuid)
    JOIN ROWS FROM (json_to_recordset(tenants) AS (tenant_id uuid, currency char(3))) WITH ORDINALITY AS t(tenant_id, currency, position)
      ON t.position = x.tenant
   WHERE x.ord = ANY (accepted) AND x.amount > 0;

  FOR h IN
    SELECT t.tenant_id, t.currency, taken[t.position] AS micros
      FROM ROWS FROM (json_to_recordset(tenants) AS (tenant_id uuid, currency char(3))) WITH ORDINALITY AS t(tenant_id, currency, position)
     WHERE taken[t.position] > 0
  LOOP
    UPDATE accounts a SET balance_micros = a.balance_micros - h.micros WHERE a.tenant_id = h.tenant_id AND a.kind = 'available' AND a.currency = h.currency;
    UPDATE accounts a SET balance_micros = a.balance_micros + h.micros WHERE a.tenant_id = h.tenant_id AND a.kind = 'reserved' AND a.currency = h.currency;
  END LOOP;

  INSERT INTO api_key_spend AS s (tenant_id, api_key_id, month, spent_micros)
  SELECT k.tenant_id, k.api_key_id, k.month, key_taken[k.position]
    FROM ROWS FROM (json_to_recordset(keys) AS (tenant_id uuid, api_key_id uuid, month date)) WITH ORDINALITY AS k(tenant_id, api_key_id, month, position)
   WHERE key_taken[k.position] > 0
  ON CONFLICT (tenant_id, api_key_id, month) DO UPDATE SET spent_micros = s.spent_micros + excluded.spent_micros;

  PERFORM mark_usage(array_agg(b.tenant_id), array_agg(b.id), false) FROM json_to_recordset(bodies) AS b(ord int, tenant_id uuid, id uuid, sandbox boolean)
    WHERE b.ord = ANY (accepted) AND NOT b.sandbox;
END $$;

-- As before, notes the usage, and writes where a delivered message was charged: lists of markets change with time.
CREATE OR REPLACE FUNCTION settle_messages(rows json, transfers json, events json, jobs json, news json) RETURNS int[]
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
           market text, country text, pricing json, rate_card_id uuid, held_micros bigint, platform_fee_micros bigint, meta_fee_micros bigint, markup_micros bigint)
     ORDER BY x.tenant_id, x.id
  LOOP
    UPDATE messages m
       SET version = m.version + 1, status = r.status, wamid = coalesce(r.wamid, m.wamid), error = coalesce(r.error, m.error),
           category = coalesce(r.category, m.category), market = coalesce(r.market, m.market), country = coalesce(r.country, m.country),
           pricing = coalesce(r.pricing, m.pricing), rate_card_id = coalesce(r.rate_card_id, m.rate_card_id),
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

  IF written <> '{}' THEN
    PERFORM mark_usage(array_agg(x.tenant_id), array_agg(x.id), true) FROM json_to_recordset(rows) AS x(ord int, tenant_id uuid, id uuid)
      WHERE x.ord = ANY (written);
  END IF;

  RETURN written;
END $$;

-- Extra reservations ask for more than was reserved, when a message turns out dearer than quoted, or dearer than it was settled
-- with (reserve_correction_*). The tenant's available balance gives what it has; the platform's `adjustments` stands in for the
-- rest, so that no tenant balance goes below zero. As before, but for corrections.
CREATE OR REPLACE FUNCTION clip_extra_reservations(transfers json) RETURNS json
LANGUAGE plpgsql AS $$
DECLARE
  x record;
  funds jsonb := '{}';
  has bigint;
  gets bigint;
  clipped json[] := '{}';
BEGIN
  FOR x IN
    SELECT t.value, t.value ->> 'step' AS step, (t.value ->> 'amount')::bigint AS amount, (t.value ->> 'tenant_id')::uuid AS tenant_id,
           t.value ->> 'currency' AS currency, t.value ->> 'to_kind' AS to_kind
      FROM json_array_elements(transfers) AS t
  LOOP
    IF NOT funds ? x.tenant_id::text THEN
      SELECT a.balance_micros INTO has FROM accounts a WHERE a.tenant_id = x.tenant_id AND a.kind = 'available' AND a.currency = x.currency;
      funds := jsonb_set(funds, ARRAY[x.tenant_id::text], to_jsonb(has));
    END IF;
    has := (funds ->> x.tenant_id::text)::bigint;
    gets := x.amount;
    IF starts_with(x.step, 'reserve_') THEN
      gets := least(has, x.amount);
      IF gets < x.amount THEN
        clipped := clipped || (x.value::jsonb || jsonb_build_object('step', CASE x.step WHEN 'reserve_extra' THEN 'shortfall' ELSE replace(x.step, 'reserve_', 'shortfall_') END,
                                                                     'from_kind', 'adjustments', 'amount', x.amount - gets))::json;
      END IF;
      has := has - gets;
    ELSIF x.to_kind = 'available' THEN
      has := has + x.amount;
    END IF;
    funds := jsonb_set(funds, ARRAY[x.tenant_id::text], to_jsonb(has));
    IF gets > 0 THEN
      clipped := clipped || (x.value::jsonb || jsonb_build_object('amount', gets))::json;
    END IF;
  END LOOP;
  RETURN array_to_json(clipped);
END $$;

-- Writes transfers and the balances that follow from them. The caller's order is the order of the statement, whose lines are
-- ordered by id: ids are therefore made here, while the accounts are locked.
--   transfers: [{tenant_id, operation_id, step, from_kind, to_kind, currency, amount, for_message, reference, actor}]
-- As before, but for corrections.
CREATE OR REPLACE FUNCTION post_transfers(transfers json) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
DECLARE
  posted json := transfers;
  moved record;
BEGIN
  PERFORM 1
     FROM (SELECT DISTINCT owner.tenant_id, side.kind, x.currency
             FROM json_to_recordset(transfers) AS x(tenant_id uuid, step text, from_kind text, to_kind text, currency char(3)),
                  LATERAL (VALUES (x.from_kind), (x.to_kind), ('available'), ('reserved'),
                                  (CASE WHEN starts_with(x.step, 'reserve_') THEN 'adjustments' ELSE 'available' END)) AS side(kind),
                  LATERAL (SELECT account_owner(x.tenant_id, side.kind) AS tenant_id) AS owner
            ORDER BY owner.tenant_id, side.kind) AS touched,
          LATERAL (SELECT 1 FROM accounts a
                    WHERE a.tenant_id = touched.tenant_id AND a.kind = touched.kind AND a.currency = touched.currency FOR UPDATE) AS locked;

  IF EXISTS (SELECT FROM json_array_elements(transfers) AS t WHERE starts_with(t.value ->> 'step', 'reserve_')) THEN
    posted := clip_extra_reservations(transfers);
  END IF;

  INSERT INTO transfers (tenant_id, operation_id, step, id, from_kind, to_kind, currency, amount_micros, total_after_micros, for_message, reference, actor)
  SELECT x.tenant_id, x.operation_id, x.step, uuidv7(), x.from_kind, x.to_kind, x.currency, x.amount,
         totals.total_micros + sum(CASE WHEN x.to_kind IN ('available', 'reserved') THEN x.amount ELSE 0 END
                                 - CASE WHEN x.from_kind IN ('available', 'reserved') THEN x.amount ELSE 0 END)
                               OVER (PARTITION BY x.tenant_id, x.currency ORDER BY x.position),
         coalesce(x.for_message, false), x.reference, x.actor
    FROM ROWS FROM (json_to_recordset(posted) AS (tenant_id uuid, operation_id uuid, step text, from_kind text, to_kind text,
                    currency char(3), amount bigint, for_message boolean, reference text, actor text))
         WITH ORDINALITY AS x(tenant_id, operation_id, step, from_kind, to_kind, currency, amount, for_message, reference, actor, position)
    JOIN LATERAL (SELECT sum(a.balance_micros)::bigint AS total_micros FROM accounts a
                   WHERE a.tenant_id = x.tenant_id AND a.kind IN ('available', 'reserved') AND a.currency = x.currency) totals ON true
   ORDER BY x.position;

  FOR moved IN
    SELECT account_owner(x.tenant_id, side.kind) AS tenant_id, side.kind, x.currency, sum(side.amount)::bigint AS micros
      FROM json_to_recordset(posted) AS x(tenant_id uuid, from_kind text, to_kind text, currency char(3), amount bigint),
           LATERAL (VALUES (x.from_kind, -x.amount), (x.to_kind, x.amount)) AS side(kind, amount)
     GROUP BY 1, 2, 3
  LOOP
    UPDATE accounts a SET balance_micros = a.balance_micros + moved.micros
     WHERE a.tenant_id = moved.tenant_id AND a.kind = moved.kind AND a.currency = moved.currency;
    -- A transfer of which only one side is booked would break the ledger.
    IF NOT FOUND THEN
      RAISE EXCEPTION 'account % of % in % does not exist', moved.kind, moved.tenant_id, moved.currency;
    END IF;
  END LOOP;
END $$;
