/** How a queue is: nothing to do, working, or late. */
export type QueueState = 'idle' | 'working' | 'late';

/** From here on work that is due is called late: queues look for work every second or so. */
const LATE_SECONDS = 60;

/** Tells whether a queue keeps up, by what there is to do and how long the oldest of it is overdue. */
export function queueState(toDo: number, oldestDueSeconds: number | null): QueueState {
  if (oldestDueSeconds !== null && oldestDueSeconds > LATE_SECONDS) return 'late';
  return toDo > 0 ? 'working' : 'idle';
}
