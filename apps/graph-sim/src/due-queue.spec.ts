import { DueQueue } from './due-queue';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('runs every task at its time, in order, whatever the order of scheduling', () => {
  const queue = new DueQueue();
  const ran: number[] = [];
  const delays = [50, 10, 400, 30, 10, 200, 5, 399];
  for (const delay of delays) queue.schedule(delay, () => ran.push(delay));
  jest.advanceTimersByTime(31);
  expect(ran).toEqual([5, 10, 10, 30]);
  jest.advanceTimersByTime(400);
  expect(ran).toEqual([...delays].sort((a, b) => a - b));
  expect(queue.size).toBe(0);
});

it('runs tasks that tasks schedule', () => {
  const queue = new DueQueue();
  const ran: string[] = [];
  queue.schedule(10, () => {
    ran.push('first');
    queue.schedule(10, () => ran.push('second'));
  });
  jest.advanceTimersByTime(30);
  expect(ran).toEqual(['first', 'second']);
});

it('keeps a single timer for ten thousand tasks, and none when cleared', () => {
  const queue = new DueQueue();
  for (let count = 0; count < 10_000; count += 1) queue.schedule(1_000 + (count % 7), () => undefined);
  expect(jest.getTimerCount()).toBe(1);
  queue.clear();
  expect(jest.getTimerCount()).toBe(0);
  expect(queue.size).toBe(0);
});
