import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;

/** The present time, told again every minute: for what says "3 minutes ago". */
export function useNow(everyMs = MINUTE_MS): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
