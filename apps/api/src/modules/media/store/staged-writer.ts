import { Logger } from '@nestjs/common';
import type { ObjectWriter } from './media-store';
import { storeError } from './store-error';

/** What all stores promise of a writer, whatever it writes to: one order of calls, one way to fail, one way to end. */
export abstract class StagedWriter implements ObjectWriter {
  private readonly logger = new Logger('MediaStore');
  private failure?: Error;
  private publishing?: Promise<void>;
  private undoing?: Promise<void>;

  /** Takes the chunk; waits when the store is slower than the caller. */
  protected abstract append(chunk: Uint8Array): Promise<void>;
  /** Writes the rest, makes it durable and visible. */
  protected abstract publish(): Promise<void>;
  /** Stops what is under way and removes all of it; called once. */
  protected abstract undo(): Promise<void>;

  async write(chunk: Uint8Array): Promise<void> {
    this.assertOpen();
    await this.guard(this.append(chunk));
  }

  async commit(): Promise<void> {
    this.assertOpen();
    this.publishing = this.guard(this.publish());
    await this.publishing;
  }

  discard(): Promise<void> {
    this.undoing ??= this.undoUnlessCommitted();
    return this.undoing;
  }

  /** What was lost stays lost: every later step fails for the same reason. */
  protected fail(cause: unknown): Error {
    this.failure ??= storeError(cause);
    return this.failure;
  }

  private assertOpen(): void {
    if (this.failure) throw this.failure;
    if (this.publishing ?? this.undoing) throw new Error('The object has been committed or discarded.');
  }

  private async guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      throw this.fail(error);
    }
  }

  private async undoUnlessCommitted(): Promise<void> {
    const isCommitted = await this.publishing?.then(
      () => true,
      () => false,
    );
    if (isCommitted) return;
    try {
      await this.undo();
    } catch (error) {
      this.logger.warn({ err: error }, 'An unfinished object could not be removed; the clean-up will.');
    }
  }
}
