import { api, call } from '../../../api/client';
import { platformKey } from '../../../api/keys';
import { queryClient } from '../../../api/query-client';

/** Has a job that has failed run as soon as a worker is free; one that was given up has all its attempts again. */
export async function retryJob(id: string): Promise<void> {
  await call(api.POST('/console/v1/platform/jobs/{id}/retry', { params: { path: { id } } }));
  await forgetJobs();
}

/** Takes a job that has failed out of the queue: what it was to do stays undone. */
export async function removeJob(id: string): Promise<void> {
  await call(api.DELETE('/console/v1/platform/jobs/{id}', { params: { path: { id } } }));
  await forgetJobs();
}

async function forgetJobs(): Promise<void> {
  await Promise.all(
    ['jobs', 'queues'].map((resource) => queryClient.invalidateQueries({ queryKey: platformKey(resource) })),
  );
}
