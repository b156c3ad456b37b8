interface DueTask {
  readonly dueMs: number;
  readonly run: () => void;
}

/**
 * Runs tasks at their time with a single timer, however many wait: a heap ordered by due time. Tasks of equal time
 * run in no particular order, as Meta's webhooks do.
 */
export class DueQueue {
  private heap: DueTask[] = [];
  private timer: NodeJS.Timeout | null = null;
  private timerDueMs = Infinity;

  /** Tasks that wait for their time. */
  get size(): number {
    return this.heap.length;
  }

  /** Runs the task after `delayMs`. */
  schedule(delayMs: number, run: () => void): void {
    const task = { dueMs: performance.now() + delayMs, run };
    this.heap.push(task);
    this.siftUp(this.heap.length - 1);
    if (task.dueMs < this.timerDueMs) this.arm(task.dueMs);
  }

  /** Forgets every task. */
  clear(): void {
    this.heap = [];
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.timerDueMs = Infinity;
  }

  private arm(dueMs: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timerDueMs = dueMs;
    this.timer = setTimeout(() => this.runDue(), Math.max(1, Math.ceil(dueMs - performance.now())));
  }

  private runDue(): void {
    this.timer = null;
    this.timerDueMs = Infinity;
    const nowMs = performance.now();
    for (let first = this.heap[0]; first !== undefined && first.dueMs <= nowMs; first = this.heap[0]) {
      this.removeFirst();
      first.run();
    }
    const next = this.heap[0];
    if (next !== undefined && next.dueMs < this.timerDueMs) this.arm(next.dueMs);
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.siftDown(0);
  }

  private siftUp(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.dueAt(parent) <= this.dueAt(index)) return;
      this.swap(parent, index);
      index = parent;
    }
  }

  private siftDown(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let smallest = index;
      if (this.dueAt(left) < this.dueAt(smallest)) smallest = left;
      if (this.dueAt(right) < this.dueAt(smallest)) smallest = right;
      if (smallest === index) return;
      this.swap(smallest, index);
      index = smallest;
    }
  }

  private dueAt(index: number): number {
    return this.heap[index]?.dueMs ?? Infinity;
  }

  private swap(a: number, b: number): void {
    const first = this.heap[a];
    const second = this.heap[b];
    if (first === undefined || second === undefined) return;
    this.heap[a] = second;
    this.heap[b] = first;
  }
}
