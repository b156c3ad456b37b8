import type { Route } from './routes';

/** An area of the API, in the order of the document. */
interface Area {
  name: string;
  description: string;
  paths: RegExp;
}

const TENANT = String.raw`^/console/v1/tenants/\{tenantId\}`;

/** The first whose pattern a path meets is its area. */
const AREAS: readonly Area[] = [
  {
    name: 'Messages (v1)',
    description: 'Send a message, and follow what became of it.',
    paths: /^\/v1\/wa\/(message|messages|quote)(\/|$)/,
  },
  { name: 'Media (v1)', description: 'Files as they are.', paths: /^(\/v1\/wa\/media\/|\/media$)/ },
  { name: 'Account (v1)', description: 'Balance and usage.', paths: /^\/v1\/wa\/(balance|usage)(\/|$)/ },
  { name: 'Media (v2)', description: 'Upload, list, download and delete files.', paths: /^\/v2\/media(\/|$)/ },
  { name: 'Messages (v2)', description: 'Send and read messages in flat fields.', paths: /^\/v2\/messages(\/|$)/ },
  { name: 'Templates (v2)', description: 'Templates, kept in step with Meta.', paths: /^\/v2\/templates(\/|$)/ },
  {
    name: 'Account (v2)',
    description: 'Who a key belongs to, where its webhooks go, whether the platform is there.',
    paths: /^\/v2\//,
  },
  {
    name: 'Graph façade',
    description:
      "Meta's own Cloud API, answered by this platform: point an existing SDK at it. Shapes, statuses and errors are Meta's.",
    paths: /^\/(\{version\}|whatsapp_business)\//,
  },
  { name: 'Webhooks from Meta', description: 'Where Meta reports to. Signed by Meta.', paths: /^\/webhooks\// },
  {
    name: 'Console: sign-in',
    description: "Sessions, passwords, one-time codes, invitations and access tokens of the console's people.",
    paths: /^\/console\/v1\/(session|sessions|password|totp|invitations|access-tokens|password-resets|account)(\/|$)/,
  },
  { name: 'Console: phone numbers', description: "A tenant's senders.", paths: new RegExp(`${TENANT}/phone-numbers`) },
  { name: 'Console: API keys', description: "Keys of a tenant's programs.", paths: new RegExp(`${TENANT}/api-keys`) },
  {
    name: 'Console: members',
    description: "A tenant's people and their roles.",
    paths: new RegExp(`${TENANT}/members`),
  },
  {
    name: 'Console: messages',
    description: "A tenant's message log, contacts, opt-outs and trying messages out.",
    paths: new RegExp(`${TENANT}/(messages|contacts|opt-outs|composer|simulator|virtual-phone)`),
  },
  { name: 'Console: templates', description: "A tenant's templates.", paths: new RegExp(`${TENANT}/templates`) },
  { name: 'Console: media', description: "A tenant's files.", paths: new RegExp(`${TENANT}/media`) },
  {
    name: 'Console: webhooks',
    description: 'Endpoints that are told events, their deliveries, and sending them again.',
    paths: new RegExp(`${TENANT}/webhook-endpoints`),
  },
  {
    name: 'Console: billing',
    description: 'Wallets, invoices, plans, rate cards, prices and usage.',
    paths: new RegExp(`${TENANT}/(wallet|invoices|plan|usage)|^/console/v1/(plans|rate-cards|quote|usage)`),
  },
  {
    name: 'Console: audit',
    description: 'Who did what, when and from where.',
    paths: new RegExp(`${TENANT}/audit-log|^/console/v1/audit-log`),
  },
  { name: 'Console: tenants', description: 'Tenants and what they need to begin.', paths: /^\/console\/v1\/tenants/ },
  { name: 'Console: platform', description: 'How the platform is, for those who run it.', paths: /^\/console\/v1\// },
  { name: 'Operation', description: 'For load balancers, orchestrators and Prometheus.', paths: /^\/[a-z.-]+$/ },
];

/** The area of a route. @throws Error for a path that belongs to none */
export function tagOf({ path }: Pick<Route, 'path'>): string {
  const area = AREAS.find(({ paths }) => paths.test(path));
  if (!area) throw new Error(`${path} belongs to no area of the API's description; add one to tags.ts.`);
  return area.name;
}

/** The areas that have routes, in order. */
export function tagsOf(routes: readonly Pick<Route, 'path'>[]): { name: string; description: string }[] {
  const used = new Set(routes.map(tagOf));
  return AREAS.filter(({ name }) => used.has(name)).map(({ name, description }) => ({ name, description }));
}
