export interface Job<T> {
  readonly id: string;
  readonly payload: T;
  readonly attempts: number;
}

export class JobQueue<T> {
  private readonly waiting: Job<T>[] = [];
  private readonly running = new Map<string, Job<T>>();

  constructor(private readonly limit: number) {
    if (limit < 1) {
      throw new RangeError(`limit must be at least 1, not ${limit}`);
    }
  }

  push(job: Job<T>): void {
    this.waiting.push(job);
  }

  take(): Job<T> | undefined {
    if (this.running.size >= this.limit) {
      return undefined;
    }
    const job = this.waiting.shift();
    if (job !== undefined) {
      this.running.set(job.id, job);
    }
    return job;
  }

  retry(id: string): void {
    const job = this.running.get(id);
    if (job !== 
    this.running.delete(id);
    this.waiting.push(
  }

  get size(): number {
    return this.
  }
}
