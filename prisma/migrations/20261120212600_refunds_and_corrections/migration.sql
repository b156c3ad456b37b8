-- Refunds and corrections of one message know of each other.

-- What the platform has taken upon itself of what a message was charged: its help where the wallet was too empty, and refunds with
-- their corrections. What went back to it is taken off. To be asked while the message is locked, or before a write that depends on
-- its version: a refund moves the message to another one.
CREATE FUNCTION platform_share(of_tenant uuid, of_message uuid, OUT shortfall_micros bigint, OUT refunded_micros bigint)
LANGUAGE sql STABLE
SET enable_seqscan = off
AS $$
  SELECT coalesce(sum(own.micros) FILTER (WHERE NOT own.is_refund), 0)::bigint, coalesce(sum(own.micros) FILTER (WHERE own.is_refund), 0)::bigint
    FROM (SELECT starts_with(t.step, 'refund_') AS is_refund, CASE WHEN t.from_kind = 'adjustments' THEN t.amount_micros ELSE -t.amount_micros END AS micros
            FROM transfers t WHERE t.tenant_id = of_tenant AND t.operation_id = of_message AND 'adjustments' IN (t.from_kind, t.to_kind)
           UNION ALL
          SELECT true, r.amount_micros FROM refunds r WHERE r.tenant_id = of_tenant AND r.message_id = of_message) own
$$;

-- As before, and for refunds.
CREATE OR REPLACE FUNCTION charge_kind(step text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN starts_with(step, 'platform_fee') THEN 'platform_fee' WHEN starts_with(step, 'meta_fee') THEN 'meta_fee'
            WHEN starts_with(step, 'markup') THEN 'markup' WHEN starts_with(step, 'shortfall') THEN 'shortfall'
            WHEN starts_with(step, 'refund') THEN 'refund' ELSE step END;

-- Statements are asked for the entries of one kind. Those of these kinds are few among those of messages; a step is asked for as it is.
DROP INDEX transfers_not_for_messages_idx;
CREATE INDEX transfers_few_of_a_kind_idx ON transfers (tenant_id, id) WHERE step IN (
  'top_up', 'adjustment', 'refund', 'subscription',
  'refund_return_sent', 'refund_return_delivered', 'refund_return_read', 'refund_return_played', 'refund_return_failed',
  'refund_correction_sent', 'refund_correction_delivered', 'refund_correction_read', 'refund_correction_played', 'refund_correction_failed');
