import { formatInstant, formatRelative, formatUtc, type InstantStyle } from '../lib/instant';
import { useNow } from '../lib/use-now';

interface InstantTextProps {
  /** ISO 8601; null or absent is shown as a dash. */
  at: string | null | undefined;
  /** `minutes` unless told; `seconds` for logs, `relative` for "3 minutes ago". */
  style?: InstantStyle;
  /** What stands where there is no instant: "Never". */
  none?: string;
}

/** A point in time in the person's zone; hovering shows it in UTC. */
export function InstantText({ at, style = 'minutes', none = '—' }: InstantTextProps) {
  if (!at) return <span>{none}</span>;
  if (style === 'relative') return <RelativeInstant at={at} />;
  return (
    <time dateTime={at} title={formatUtc(at)} style={{ whiteSpace: 'nowrap' }}>
      {formatInstant(at, style)}
    </time>
  );
}

function RelativeInstant({ at }: { at: string }) {
  const nowMs = useNow();
  return (
    <time dateTime={at} title={`${formatInstant(at, 'seconds')} (${formatUtc(at)})`} style={{ whiteSpace: 'nowrap' }}>
      {formatRelative(at, nowMs)}
    </time>
  );
}
