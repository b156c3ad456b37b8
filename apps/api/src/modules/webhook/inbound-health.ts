/** How far the reading of what Meta posted is behind. */
export interface InboundHealthView {
  pending: number;
  failed: number;
  /** Understood, but about numbers or accounts that nobody here has. */
  unowned: number;
  /** Null when nothing is pending. */
  oldestPendingAgeSeconds: number | null;
}

/** What webhooks wait for, in and out. */
export interface WebhookHealth {
  inboundEvents: InboundHealthView;
  deliveries: {
    /** Events that endpoints have not taken yet, whether they were tried or not. */
    undelivered: number;
  };
}
