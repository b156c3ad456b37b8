-- AlterTable
ALTER TABLE "media_cleanups" ADD COLUMN     "kept_objects" INTEGER NOT NULL DEFAULT 0;

-- Jobs one by one, without their payloads, which may hold what nobody is to read. Newest first; the errors of programs can be long.
CREATE FUNCTION queue_jobs(wanted_id bigint, wanted_state text, wanted_identifier text, before_id bigint, take int)
RETURNS TABLE (id bigint, identifier text, state text, attempts int, max_attempts int, last_error text, run_at timestamptz, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT * FROM (
    SELECT j.id, j.task_identifier,
           CASE WHEN j.locked_at IS NOT NULL THEN 'running' WHEN j.attempts >= j.max_attempts THEN 'failed'
                WHEN j.attempts > 0 THEN 'retrying' ELSE 'waiting' END AS state,
           j.attempts::int, j.max_attempts::int, left(j.last_error, 2000), j.run_at, j.created_at
      FROM graphile_worker.jobs j
     WHERE (wanted_id IS NULL OR j.id = wanted_id) AND (before_id IS NULL OR j.id < before_id)
       AND (wanted_identifier IS NULL OR j.task_identifier = wanted_identifier)) jobs
   WHERE wanted_state IS NULL OR state = wanted_state
   ORDER BY id DESC LIMIT take
$$;

-- Has a job that has failed run as soon as a worker is free; one that was given up begins anew. False when it runs or has not failed.
CREATE FUNCTION retry_queue_job(job_id bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (
    SELECT FROM graphile_worker.jobs j,
                graphile_worker.reschedule_jobs(ARRAY[j.id], run_at => now(), attempts => CASE WHEN j.attempts >= j.max_attempts THEN 0 ELSE j.attempts END)
     WHERE j.id = job_id AND j.locked_at IS NULL AND j.attempts > 0)
$$;

-- Takes a job that has failed out of the queue. False when it runs or has not failed.
CREATE FUNCTION remove_queue_job(job_id bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (
    SELECT FROM graphile_worker.jobs j, graphile_worker.complete_jobs(ARRAY[j.id]) WHERE j.id = job_id AND j.locked_at IS NULL AND j.attempts > 0)
$$;

REVOKE ALL ON FUNCTION queue_jobs(bigint, text, text, bigint, int), retry_queue_job(bigint), remove_queue_job(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue_jobs(bigint, text, text, bigint, int), retry_queue_job(bigint), remove_queue_job(bigint) TO switchboard_app;
