-- Message, event, transfer and inbound tables are partitioned by month, by range of their UUIDv7 id: its first 48 bits are
-- the milliseconds since 1970, so month bounds are UUIDs and keys need no extra column.

-- The smallest UUIDv7 of an instant.
CREATE FUNCTION uuidv7_floor(at timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Creates the missing monthly partitions from the month before now to `months_ahead` after it. Run at every start and hourly, by
-- the application too, which owns no table; the default partitions catch what no month covers (a clock far off), so that an
-- insert never fails for want of one.
CREATE FUNCTION ensure_partitions(months_ahead int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  parent text;
  first_day timestamptz;
  partition text;
  created int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('switchboard.ensure_partitions'));
  FOREACH parent IN ARRAY ARRAY['messages', 'message_events', 'transfers', 'inbound_events'] LOOP
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

CREATE TABLE messages_default PARTITION OF messages DEFAULT;
CREATE TABLE message_events_default PARTITION OF message_events DEFAULT;
CREATE TABLE transfers_default PARTITION OF transfers DEFAULT;
CREATE TABLE inbound_events_default PARTITION OF inbound_events DEFAULT;

-- What Prisma's schema language cannot say.
CREATE UNIQUE INDEX phone_numbers_meta_id_key ON phone_numbers (phone_number_id) WHERE deleted_at IS NULL;
-- The sweeper's and the ledger check's way to messages whose money or outcome is open.
CREATE INDEX messages_open_idx ON messages (status, id) WHERE held_micros > 0 OR status IN ('accepted', 'uncertain');
-- Settlement's way to the first call of an idempotency key that is still running.
CREATE INDEX idempotency_records_running_idx ON idempotency_records (tenant_id, resource_id) WHERE response_status IS NULL;
CREATE INDEX inbound_events_open_idx ON inbound_events (state, id) WHERE state <> 'processed';

ALTER TABLE accounts ADD CONSTRAINT accounts_tenant_balance_check
  CHECK (kind NOT IN ('available', 'reserved') OR balance_micros >= 0);
ALTER TABLE transfers ADD CONSTRAINT transfers_amount_check CHECK (amount_micros > 0);
ALTER TABLE messages ADD CONSTRAINT messages_held_check CHECK (held_micros >= 0);

-- A ledger is only ever added to.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER transfers_immutable BEFORE UPDATE OR DELETE ON transfers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_immutable BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
