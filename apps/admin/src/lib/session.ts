import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, call, type Schemas } from '../api/client';
import { ApiProblem } from '../api/problem';
import { SESSION_KEY } from '../api/query-client';
import { mayDo, type Permission, roleIn } from './permissions';

const SIGNED_IN_MARK = 'switchboard-signed-in';

/**
 * Remembers in this browser that someone signed in. Without it nobody has, and the server need not be asked who it is; with it, a
 * session that is gone has ended.
 */
export const signedInMark = {
  set: () => localStorage.setItem(SIGNED_IN_MARK, 'yes'),
  isSet: () => localStorage.getItem(SIGNED_IN_MARK) === 'yes',
  clear: () => localStorage.removeItem(SIGNED_IN_MARK),
};

/** Who is signed in, and the token that their changing requests must carry. Null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }): Promise<Schemas['WhoAmI'] | null> => {
    if (!signedInMark.isSet()) return null;
    try {
      return await call(api.GET('/console/v1/session', { signal }));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
  // The shell stands on it: it changes by signing in and out alone, never behind an open page.
  staleTime: Infinity,
  gcTime: Infinity,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
});

/** What an installation may have or not: `simulator`, `virtualPhone`. */
export type Feature = keyof Schemas['FeaturesView'];

/** Everything about the session: the person, what is left of its time, the installation's features. */
export function useWhoAmI(): Schemas['WhoAmI'] {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new ApiProblem({ status: 401, code: 'unauthorized', title: 'Signed out', detail: 'Sign in first.' });
  return data;
}

/** The person who is signed in. Only for what the shell shows, which exists for signed-in people alone. */
export function useSession(): Schemas['UserView'] {
  return useWhoAmI().user;
}

/** What the person may do: `const role = useRole(tenantId); role.may('api-keys:manage')`. */
export function useRole(tenantId?: string) {
  const person = useSession();
  return {
    person,
    /** Their role in the tenant; null when they are there as an operator or supporter. */
    tenantRole: roleIn(person, tenantId),
    may: (permission: Permission) => mayDo(person, permission, tenantId),
  };
}
