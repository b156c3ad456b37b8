export { Switchboard } from './client';
export { type ErrorGroup, SwitchboardError, type SwitchboardErrorFields } from './error';
export type * from './interactive-types';
export type * from './log-types';
export type { Media, MediaInfo } from './media';
export type * from './message-types';
export type { Messages } from './messages';
export type { FileContent } from './multipart';
export type * from './options';
export type { FetchedPage, Paged } from './paged';
export type * from './template-content';
export type {
  NewTemplate,
  Template,
  TemplateDefinitionComponent,
  TemplateQuery,
  Templates,
  TemplateSync,
} from './templates';
export type * from './webhook-types';
export { verifyWebhook, type WebhookHeaders } from './webhooks';
