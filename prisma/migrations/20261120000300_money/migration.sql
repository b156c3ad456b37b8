-- The writers of money. The decisions are TypeScript (apps/api/src/modules/message, apps/api/src/modules/billing); these
-- functions are the atomic writes behind them: one call, one round trip, one transaction.
-- Locks are always taken in this order, so that no two writers can wait for each other: messages by (tenant_id, id), then
-- accounts by (tenant_id, kind). The platform's tenant_id is all ones: its hot accounts are locked last and held shortest.
-- A tenant's account locks also guard its idempotency_records and api_key_spend rows.
-- Plans are cached for the life of a connection and may have been made when a table, or the month's partition, was empty. So no
-- statement here leaves the planner a choice: rows are looked up one by one by their whole key, in LATERAL subqueries that lock or
-- limit (which cannot be turned round) or in loops. A join is a bet on sizes, and settlement once lost it quadratically.

CREATE FUNCTION platform_id() RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid;

-- Whose account a kind is, given the tenant of the transfer.
CREATE FUNCTION account_owner(tenant uuid, kind text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN kind IN ('available', 'reserved') THEN tenant ELSE 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid END;

-- Intake: reserves the money of each message and writes it, with a verdict of its own for each, in arrival order.
--   tenants: [{tenant_id, currency}] in tenant_id order
--   keys:    [{tenant_id, api_key_id, month, limit_micros}]
--   heads:   [{ord, tenant, key, amount, recipient, idempotency_key, fingerprint, message_id}] with 1-based
--            indexes into tenants and keys; recipient only where an opt-out applies
--   bodies:  [{ord, …the columns of messages}]
-- Verdicts: accepted | opted_out | key_limit | no_balance | known (the idempotency key has been used: detail is its record).
CREATE FUNCTION intake_messages(tenants json, keys json, heads json, bodies json)
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
END $$;

-- Extra reservations ask for more than was reserved, when a message turns out dearer than quoted. The tenant's available
-- balance gives what it has; the platform's `adjustments` stands in for the rest, so that no tenant balance goes below zero.
CREATE FUNCTION clip_extra_reservations(transfers json) RETURNS json
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
    IF x.step = 'reserve_extra' THEN
      gets := least(has, x.amount);
      IF gets < x.amount THEN
        clipped := clipped || (x.value::jsonb || jsonb_build_object('step', 'shortfall', 'from_kind', 'adjustments', 'amount', x.amount - gets))::json;
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
CREATE FUNCTION post_transfers(transfers json) RETURNS void
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
                                  (CASE x.step WHEN 'reserve_extra' THEN 'adjustments' ELSE 'available' END)) AS side(kind),
                  LATERAL (SELECT account_owner(x.tenant_id, side.kind) AS tenant_id) AS owner
            ORDER BY owner.tenant_id, side.kind) AS touched,
          LATERAL (SELECT 1 FROM accounts a
                    WHERE a.tenant_id = touched.tenant_id AND a.kind = touched.kind AND a.currency = touched.currency FOR UPDATE) AS locked;

  IF EXISTS (SELECT FROM json_array_elements(transfers) AS t WHERE t.value ->> 'step' = 'reserve_extra') THEN
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

-- Settlement, settle_messages, also tells tenants: it stands in the migration of webhooks.

-- Keeps what Meta posted, before Meta is answered, and wakes who reads it.
--   events: [{id, body}], body in base64
CREATE FUNCTION keep_inbound_events(events json) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO inbound_events (id, body)
  SELECT e.id, decode(e.body, 'base64') FROM json_to_recordset(events) AS e(id uuid, body text);
  NOTIFY switchboard_inbound;
END $$;
