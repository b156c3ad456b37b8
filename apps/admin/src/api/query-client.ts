import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem';

/** Where the answer to "who am I" is kept. */
export const SESSION_KEY = ['session'] as const;

const FRESH_MS = 15_000;
const MOST_RETRIES = 2;

/** Only what may pass by itself is worth another try: no answer, or a server that fails. */
function isWorthRetrying(failures: number, error: unknown): boolean {
  if (failures >= MOST_RETRIES) return false;
  return error instanceof ApiProblem && (error.status === 0 || (error.status >= 502 && error.status <= 504));
}

/** The program's only cache of answers. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: FRESH_MS, retry: isWorthRetrying },
    mutations: { retry: false },
  },
});
