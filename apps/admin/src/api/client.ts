import createClient, { type Middleware } from 'openapi-fetch';
import { queryClient, SESSION_KEY } from './query-client';
import { ApiProblem, problemOf } from './problem';
import type { components, paths } from './schema';
import { reportEndedSession } from './session-end';

/** The types of the API's objects by their names in /openapi.json: `Schemas['TenantView']`. */
export type Schemas = components['schemas'];

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Where people prove who they are: a 401 says that they did not. */
const PROOF_PATHS = new Set(['/console/v1/session', '/console/v1/invitations/accept']);
const CSRF_HEADER = 'X-CSRF-Token';

/** Answers that told us that the session is over. */
const endedSessions = new WeakSet<Response>();

/** The console's requests carry the session's cookie; those that change something must carry its CSRF token too. */
const csrf: Middleware = {
  onRequest({ request }) {
    const token = queryClient.getQueryData<Schemas['WhoAmI']>(SESSION_KEY)?.csrfToken;
    if (token && !SAFE_METHODS.has(request.method)) request.headers.set(CSRF_HEADER, token);
    return request;
  },
  onResponse({ request, response }) {
    // A refused sign-in is an answer, not the end of a session.
    if (response.status !== 401 || PROOF_PATHS.has(new URL(request.url).pathname)) return;
    endedSessions.add(response);
    reportEndedSession();
  },
};

/** The typed client. Wrap each call in `call(…)`, which throws an ApiProblem when it fails. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  // Looked up at each call, so that a test can answer instead of a server.
  fetch: (request) => globalThis.fetch(request),
  querySerializer: { array: { style: 'form', explode: true } },
});
api.use(csrf);

interface Answer<D> {
  data?: D;
  error?: unknown;
  response: Response;
}

/**
 * The body of a successful answer.
 * @throws ApiProblem when the server refuses, fails or cannot be reached
 */
export async function call<D>(request: Promise<Answer<D>>): Promise<D> {
  let answer: Answer<D>;
  try {
    answer = await request;
  } catch (error) {
    // A query that nobody waits for any more was aborted: TanStack Query has to see that error itself.
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw ApiProblem.network();
  }
  if (!answer.response.ok) {
    if (endedSessions.has(answer.response)) throw ApiProblem.endedSession();
    const problem = problemOf(answer.response, answer.error);
    // Another tab has signed in anew: the next try carries the token of the new session.
    if (problem.code === 'csrf_failed') void queryClient.refetchQueries({ queryKey: SESSION_KEY });
    throw problem;
  }
  return answer.data as D;
}
