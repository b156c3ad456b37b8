import { badAnswer, jsonOf } from './answer-error';
import { missingOption } from './error';
import { graphVersionOf } from './graph-version';
import type { CallOptions, TemplateOptions } from './options';
import { Paged } from './paged';
import type { Transport } from './transport';

/** A template's definition, as Meta tells it. */
export interface Template {
  readonly id: string;
  readonly name: string;
  /** Such as `en_US`. */
  readonly language: string;
  /** `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`, … */
  readonly status: string;
  /** `MARKETING`, `UTILITY` or `AUTHENTICATION`. */
  readonly category: string;
  readonly parameter_format?: string;
  readonly components: readonly TemplateDefinitionComponent[];
  readonly quality_score?: unknown;
  readonly rejected_reason?: string;
}

/** A part of a template's definition; Meta's documentation describes each. */
export interface TemplateDefinitionComponent {
  /** `HEADER`, `BODY`, `FOOTER`, `BUTTONS`, `CAROUSEL`, … */
  readonly type: string;
  readonly format?: string;
  /** With variables `{{1}}` or `{{name}}`. */
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** A template to be made. */
export interface NewTemplate {
  /** Lower-case letters, digits and underscores, at most 512. */
  readonly name: string;
  /** Such as `en_US`. */
  readonly language: string;
  readonly category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
  readonly parameter_format?: 'POSITIONAL' | 'NAMED';
  readonly components: readonly TemplateDefinitionComponent[];
  readonly [field: string]: unknown;
}

/** What a list of templates is narrowed down to. */
export interface TemplateQuery {
  readonly name?: string;
  readonly status?: string;
  readonly category?: string;
  readonly language?: string;
  /** Templates in one page. */
  readonly limit?: number;
}

/** What the server found when it read all templates anew. */
export interface TemplateSync {
  /** Templates that Meta has. */
  readonly total: number;
  /** The accounts that were asked: those of all the tenant's numbers. */
  readonly wabaIds: readonly string[];
  /** Copies that were made, changed, and taken away. */
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
}

interface TemplatePage {
  readonly data?: readonly Template[];
  readonly paging?: { readonly cursors?: { readonly after?: string }; readonly next?: string };
}

/**
 * The templates of a WhatsApp Business Account, read and changed at Meta (the Graph façade: on every plan). Keys need the scope
 * `templates:read`, or `templates:write`. To send one: `messages.template`.
 */
export class Templates {
  constructor(private readonly transport: Transport) {}

  /** Fetched page by page while it is walked through. */
  list(query: TemplateQuery = {}, options: TemplateOptions = {}): Paged<Template> {
    return new Paged(async (after) => {
      const url = this.url(options, { ...query, after });
      const page = await this.transport.json<TemplatePage>({ method: 'GET', url, repeatable: 'always' }, options);
      const { cursors, next } = page.paging ?? {};
      return { items: page.data ?? [], next: (next && cursors?.after) || null };
    });
  }

  /** A template by its name, in one language or in the first that there is; null when there is none. */
  async get(name: string, options: TemplateOptions & { language?: string } = {}): Promise<Template | null> {
    for await (const template of this.list({ name }, options)) {
      const isLanguage = options.language === undefined || template.language === options.language;
      if (template.name === name && isLanguage) return template;
    }
    return null;
  }

  /** Asks Meta for a new template; it can be sent once its status is `APPROVED`. */
  async create(
    template: NewTemplate,
    options: TemplateOptions = {},
  ): Promise<{ id: string; status: string; category: string }> {
    const request = {
      method: 'POST',
      url: this.url(options),
      body: JSON.stringify(template),
      repeatable: 'unsent',
    } as const;
    return this.transport.json(request, options);
  }

  /**
   * Deletes a template.
   * @param options `templateId` deletes one language only; without it all languages of that name go
   */
  async delete(name: string, options: TemplateOptions & { templateId?: string } = {}): Promise<{ success: boolean }> {
    const url = this.url(options, { name, hsm_id: options.templateId });
    return this.transport.json({ method: 'DELETE', url, repeatable: 'always' }, options);
  }

  /** Has the server's copy of all templates read anew from Meta. Of the v2 API: the plan must have it. */
  async sync(options?: CallOptions): Promise<TemplateSync> {
    const url = this.transport.url('/v2/templates/sync');
    const answer = await this.transport.call({ method: 'POST', url, repeatable: 'always' }, options);
    const json = jsonOf(answer.text);
    if (json?.['success'] !== true) throw badAnswer(answer);
    return json['data'] as TemplateSync;
  }

  private url({ wabaId }: TemplateOptions, query?: Readonly<Record<string, string | number | undefined>>): string {
    const account = wabaId ?? this.transport.options.wabaId;
    if (account === undefined) throw missingOption('wabaId', 'Templates belong to a WhatsApp Business Account');
    return this.transport.url(
      `/${graphVersionOf(this.transport)}/${encodeURIComponent(account)}/message_templates`,
      query,
    );
  }
}
