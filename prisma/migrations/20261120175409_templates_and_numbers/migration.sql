-- AlterTable
ALTER TABLE "phone_numbers" ADD COLUMN     "health_issues" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "messaging_limit_tier" TEXT,
ADD COLUMN     "name_status" TEXT,
ADD COLUMN     "problem" TEXT,
ADD COLUMN     "refresh_tried_at" TIMESTAMPTZ(6),
ADD COLUMN     "refreshed_at" TIMESTAMPTZ(6),
ADD COLUMN     "webhook_subscribed" BOOLEAN;

-- CreateTable
CREATE TABLE "template_syncs" (
    "tenant_id" UUID NOT NULL,
    "waba_id" TEXT NOT NULL,
    "tried_at" TIMESTAMPTZ(6) NOT NULL,
    "synced_at" TIMESTAMPTZ(6),
    "templates" INTEGER,
    "failed_at" TIMESTAMPTZ(6),
    "error" TEXT,

    CONSTRAINT "template_syncs_pkey" PRIMARY KEY ("tenant_id","waba_id")
);

-- AddForeignKey
ALTER TABLE "template_syncs" ADD CONSTRAINT "template_syncs_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON template_syncs TO switchboard_app;
ALTER TABLE template_syncs ENABLE ROW LEVEL SECURITY;
ALTER TABLE template_syncs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON template_syncs USING ((SELECT app_scope()) = 'platform' OR tenant_id::text = (SELECT app_scope()));

-- Which numbers are to be looked up at Meta next.
CREATE INDEX phone_numbers_refresh_idx ON phone_numbers (refresh_tried_at NULLS FIRST) WHERE deleted_at IS NULL;

-- As before, and templates that Meta reports as deleted are removed; one that is not known has its account synced; numbers
-- may have a messaging_limit_tier.
CREATE OR REPLACE FUNCTION record_inbound(messages json, contacts json, preferences json, templates json, numbers json) RETURNS void
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
    IF x.status IN ('PENDING_DELETION', 'DELETED') THEN
      DELETE FROM templates t WHERE t.tenant_id = x.tenant_id AND t.waba_id = x.waba_id AND t.name = x.name AND t.language = x.language;
      CONTINUE;
    END IF;
    UPDATE templates t
       SET status = coalesce(x.status, t.status), category = coalesce(x.category, t.category), quality_score = coalesce(x.quality_score, t.quality_score)
     WHERE t.tenant_id = x.tenant_id AND t.waba_id = x.waba_id AND t.name = x.name AND t.language = x.language;
    IF NOT FOUND AND x.status IS NOT NULL THEN
      -- One that was made at Meta itself: its account is read anew, once for all that are reported together.
      PERFORM enqueue_jobs(json_build_array(json_build_object('identifier', 'template.sync', 'key', 'template.sync:' || x.tenant_id || ':' || x.waba_id,
        'payload', json_build_object('tenantId', x.tenant_id, 'wabaId', x.waba_id))));
    END IF;
  END LOOP;

  FOR x IN
    SELECT *
      FROM (SELECT DISTINCT ON (n.tenant_id, n.event_id, n.id) n.*
              FROM ROWS FROM (json_to_recordset(numbers) AS (tenant_id uuid, event_id uuid, id uuid, verified_name text, quality_rating text,
                              throughput int, health text, messaging_limit_tier text))
                   WITH ORDINALITY AS n(tenant_id, event_id, id, verified_name, quality_rating, throughput, health, messaging_limit_tier, position)
             ORDER BY n.tenant_id, n.event_id, n.id, n.position) first
     WHERE NOT EXISTS (SELECT FROM webhook_events e WHERE e.tenant_id = first.tenant_id AND e.id = first.event_id)
     ORDER BY first.position
  LOOP
    UPDATE phone_numbers n
       SET verified_name = coalesce(x.verified_name, n.verified_name), quality_rating = coalesce(x.quality_rating, n.quality_rating),
           throughput = coalesce(x.throughput, n.throughput), health = coalesce(x.health, n.health),
           messaging_limit_tier = coalesce(x.messaging_limit_tier, n.messaging_limit_tier), updated_at = now()
     WHERE n.tenant_id = x.tenant_id AND n.id = x.id AND n.deleted_at IS NULL;
  END LOOP;
END $$;
