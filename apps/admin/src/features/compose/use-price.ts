import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { asProblem } from '../../api/problem';
import { useTenant } from '../../lib/tenant';
import { messageQuoteQuery } from './api/quote-message';
import type { Composer } from './use-composer';

const TYPING_MS = 500;

export type Price =
  | { state: 'none'; why: string }
  | { state: 'asking' }
  | { state: 'known'; quote: Schemas['V1Quote']; isAsking: boolean };

/** What the message would cost, asked for when the writing rests. */
export function usePrice({ body, problems, draft, sender }: Composer): Price {
  const { id: tenantId } = useTenant();
  const isPriced = draft.kind !== 'read' && sender !== undefined && problems.length === 0;
  const asked = useMemo(
    () => ({ message: body, phoneNumberId: sender?.phoneNumberId, mmlite: draft.mmlite || undefined }),
    [body, sender, draft.mmlite],
  );
  const [rested] = useDebouncedValue(asked, TYPING_MS);
  const query = useQuery({
    ...messageQuoteQuery(tenantId, rested),
    enabled: isPriced && rested === asked,
    placeholderData: keepPreviousData,
  });
  if (draft.kind === 'read') return { state: 'none', why: 'A read receipt is free.' };
  if (!sender) return { state: 'none', why: 'Prices need a phone number to send from.' };
  if (problems.length > 0) return { state: 'none', why: 'The price appears once the message is complete.' };
  if (query.error && rested === asked) return { state: 'none', why: `No price: ${asProblem(query.error).detail}` };
  if (!query.data) return { state: 'asking' };
  return { state: 'known', quote: query.data, isAsking: query.isFetching || rested !== asked };
}
