import { GatewayError } from '@switchboard/contracts';
import { ProblemError } from '../http/problem';
import type { Answer, Header, Reference } from './document-types';
import { type RenderedError, renderError } from './error-answers';
import { headersOfFailure } from './headers';
import type { OperationEntry } from './operations/entry';
import { examplePathOf, type Route } from './routes';
import type { Sources } from './sources';
import { type ApiError, ThrownErrors } from './thrown-errors';

/** What stands before a handler, by who may call it; the errors of these are the errors of every such route. */
const BEFORE = {
  key: ['ApiKeyStrategy.validate', 'KeyAccessGuard.canActivate'],
  console: ['SessionStrategy.validate', 'AccessTokenStrategy.validate', 'ConsoleRoleGuard.canActivate'],
  'signed-in': ['SessionStrategy.validate', 'AccessTokenStrategy.validate'],
  public: [],
} as const;

/** What any request can meet. */
const ALWAYS: readonly ApiError[] = [new GatewayError('SYS_001'), new GatewayError('SYS_002')];

/** What routes answer when they fail: by whom they let in, by what they read, and by everything that their handlers call. */
export class Failures {
  private readonly thrown: ThrownErrors;

  constructor(private readonly sources: Sources) {
    this.thrown = new ThrownErrors(sources.checker);
  }

  /** By status, in the order of their codes. */
  answersOf(route: Route, entry: OperationEntry): Record<string, Answer> {
    const request = { method: route.method, path: examplePathOf(route.path) };
    const rendered = this.errorsOf(route, entry).map((error) => renderError(error, route.surface, request));
    const never = new Set(entry.never);
    const byStatus = Map.groupBy(
      rendered.filter(({ code }) => !never.has(code)),
      ({ status }) => status,
    );
    const answers = [...byStatus].map(([status, errors]) => [
      status,
      answerOf(errors, headersOfFailure(route, status)),
    ]);
    return Object.fromEntries(answers.sort(([a], [b]) => Number(a) - Number(b))) as Record<string, Answer>;
  }

  private errorsOf(route: Route, entry: OperationEntry): ApiError[] {
    const own = (entry.errors ?? []).map((error) => (typeof error === 'string' ? new GatewayError(error) : error));
    const handlers = [`${route.controller.name}.${route.handler}`, ...(entry.also ?? [])];
    const thrown = [
      ...this.thrownBy(BEFORE[route.access?.kind ?? 'public'], passedOverBefore(route)),
      ...this.thrownBy(handlers, []),
    ];
    const always = entry.isAlwaysUp ? [] : ALWAYS;
    const all = [...inputErrors(route), ...accessErrors(route), ...own, ...thrown, ...always];
    return all.filter((error) => canMeet(route, error));
  }

  private thrownBy(places: readonly string[], passedOver: readonly string[]): ApiError[] {
    return places.flatMap((place) => this.thrown.of(this.sources.method(place), passedOver));
  }
}

/** What of the guards is for other surfaces than the route's. */
function passedOverBefore({ surface }: Route): string[] {
  const access = surface === 'v2' ? 'checkKeyAccess' : 'checkV2KeyAccess';
  // Only the façade looks for a key in a form.
  return surface === 'graph' ? [access] : [access, 'readBodyOnce'];
}

/** Guards also speak of what only some routes have: a tenant in the path, members of tenants among those let in, something to change. */
function canMeet({ path, access, method }: Route, { code, message }: ApiError): boolean {
  if (message === 'Tenant not found.') return path.includes('{tenantId}');
  if (code === 'csrf_failed') return method !== 'get';
  return code !== 'totp_required' || access?.kind !== 'console' || access.tenant.length > 0;
}

function inputErrors({ surface, inputs, method }: Route): ApiError[] {
  const reads = inputs.some(({ from, name }) => from === 'body' || (from === 'query' && name === undefined));
  const readsBody = surface === 'console' && !['get', 'delete'].includes(method);
  return reads || readsBody ? [ProblemError.invalid([])] : [];
}

function accessErrors({ access }: Route): ApiError[] {
  return access?.kind === 'console' || access?.kind === 'signed-in' ? [ProblemError.unauthorized()] : [];
}

function answerOf(errors: readonly RenderedError[], headers: Record<string, Header | Reference>): Answer {
  const named = new Map<string, RenderedError>();
  for (const error of [...errors].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))) {
    const same = [...named.values()].find(({ body }) => JSON.stringify(body) === JSON.stringify(error.body));
    if (same) continue;
    let name = error.name;
    for (let count = 2; named.has(name); count += 1) name = `${error.name}_${count}`;
    named.set(name, error);
  }
  const [first] = named.values();
  if (!first) throw new Error('An answer needs an error.');
  const examples = [...named].map(([name, { sentence, body }]) => [name, { summary: sentence, value: body }]);
  return {
    description: [...named].map(([name, { sentence }]) => `- \`${name.replace(/_\d$/, '')}\`: ${sentence}`).join('\n'),
    headers,
    content: {
      [first.contentType]: {
        schema: { $ref: `#/components/schemas/${first.schema}` },
        examples: Object.fromEntries(examples) as Record<string, { value: unknown }>,
      },
    },
  };
}
