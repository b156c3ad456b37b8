/**
 * How an upload stands. `refused`: Meta answered an error, or a fault ended it. `broken-off`: its body ended too early,
 * because the caller went away or the form was not closed.
 */
export type UploadState = 'under-way' | 'completed' | 'refused' | 'broken-off';

/** Counts of all uploads, also of those that are listed no more. */
export interface UploadCounts {
  readonly begun: number;
  readonly underWay: number;
  readonly completed: number;
  readonly refused: number;
  readonly brokenOff: number;
}

export interface UploadFilter {
  readonly phoneNumberId?: string;
  readonly state?: string;
}

const COUNT_OF = { completed: 'completed', refused: 'refused', 'broken-off': 'brokenOff' } as const;

/** One request to upload media, from the moment that its head arrived. */
export class LoggedUpload {
  readonly startedAtMs = Date.now();
  state: UploadState = 'under-way';
  /** Of the whole body, so a little more than the file. */
  receivedBytes = 0;
  /** Present once answered; 0: never answered. */
  httpStatus: number | undefined;
  /** Present once completed. */
  mediaId: string | undefined;

  constructor(
    private readonly counts: { -readonly [Key in keyof UploadCounts]: number },
    readonly phoneNumberId: string,
    readonly token: string,
  ) {
    counts.begun += 1;
    counts.underWay += 1;
  }

  /** Only the first end counts. */
  end(state: Exclude<UploadState, 'under-way'>): void {
    if (this.state !== 'under-way') return;
    this.state = state;
    this.counts.underWay -= 1;
    this.counts[COUNT_OF[state]] += 1;
  }
}

/** The latest uploads, bounded in number. */
export class UploadLog {
  private readonly uploads: LoggedUpload[] = [];
  private readonly tally = { begun: 0, underWay: 0, completed: 0, refused: 0, brokenOff: 0 };

  constructor(private readonly maxUploads: number) {}

  get counts(): UploadCounts {
    return { ...this.tally };
  }

  begin(phoneNumberId: string, token: string): LoggedUpload {
    const upload = new LoggedUpload(this.tally, phoneNumberId, token);
    this.uploads.push(upload);
    if (this.uploads.length > this.maxUploads) this.uploads.shift();
    return upload;
  }

  /** Newest first. */
  list(filter: UploadFilter, limit: number): readonly LoggedUpload[] {
    return this.uploads
      .filter(
        ({ phoneNumberId, state }) =>
          (filter.phoneNumberId === undefined || phoneNumberId === filter.phoneNumberId) &&
          (filter.state === undefined || state === filter.state),
      )
      .reverse()
      .slice(0, limit);
  }
}
