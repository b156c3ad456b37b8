import type { Schemas } from '../../api/client';

const REASONS: Readonly<Record<string, string>> = {
  user: 'Someone disabled it.',
  gone: 'We disabled it: your server answered 410 Gone, which says that it wants no more events.',
  failing: 'We disabled it: nothing but failures came back for five days.',
};

/** Why an endpoint is disabled, in words. */
export function disabledReasonText(reason: string | null): string {
  return REASONS[reason ?? ''] ?? 'It is disabled.';
}

/** How an endpoint fares, as a status: enabled, disabled, or failing while it is enabled. */
export function endpointStatus({ status, failingSince }: Schemas['EndpointView']): string {
  return status === 'enabled' && failingSince !== null ? 'failing' : status;
}
