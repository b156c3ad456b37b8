import type { LocationContent } from './message-types';

/** A file in a template: by the id of an upload, or a link. */
export type TemplateMedia =
  | { readonly id: string; readonly link?: undefined; readonly filename?: string }
  | { readonly link: string; readonly id?: undefined; readonly filename?: string };

/** A value for a variable of a template. `parameter_name` is needed where the template names its variables. */
export type TemplateParameter =
  | { readonly type: 'text'; readonly text: string; readonly parameter_name?: string }
  | {
      readonly type: 'currency';
      readonly currency: { readonly fallback_value: string; readonly code: string; readonly amount_1000: number };
      readonly parameter_name?: string;
    }
  | {
      readonly type: 'date_time';
      readonly date_time: { readonly fallback_value: string };
      readonly parameter_name?: string;
    }
  | { readonly type: 'image'; readonly image: TemplateMedia }
  | { readonly type: 'video'; readonly video: TemplateMedia }
  | { readonly type: 'document'; readonly document: TemplateMedia }
  | { readonly type: 'location'; readonly location: LocationContent }
  | {
      readonly type: 'product';
      readonly product: { readonly product_retailer_id: string; readonly catalog_id: string };
    }
  | { readonly type: 'payload'; readonly payload: string }
  | { readonly type: 'coupon_code'; readonly coupon_code: string }
  | { readonly type: 'action'; readonly action: Readonly<Record<string, unknown>> }
  | { readonly type: 'ttl_minutes'; readonly ttl_minutes: number | string }
  | {
      readonly type: 'limited_time_offer';
      readonly limited_time_offer: { readonly expiration_time_ms: number };
    };

/** What a button of a template does. */
export type TemplateButtonKind =
  'url' | 'quick_reply' | 'copy_code' | 'flow' | 'mpm' | 'catalog' | 'voice_call' | 'order_details' | 'phone_number';

/** The parts of a template that a card of a carousel can have, too. */
export type TemplatePart =
  | { readonly type: 'header' | 'body'; readonly parameters?: readonly TemplateParameter[] }
  | {
      readonly type: 'button';
      readonly sub_type: TemplateButtonKind;
      /** `"0"` to `"9"`, in the order of the template. */
      readonly index: string | number;
      readonly parameters?: readonly TemplateParameter[];
    };

/** A part of a template with the values of its variables. */
export type TemplateComponent =
  | TemplatePart
  | { readonly type: 'limited_time_offer'; readonly parameters?: readonly TemplateParameter[] }
  | {
      readonly type: 'carousel';
      /** 1 to 10. */
      readonly cards: readonly {
        readonly card_index: string | number;
        readonly components?: readonly TemplatePart[];
      }[];
    };

/** The content of `template`. */
export interface TemplateContent {
  /** Lower-case letters, digits and underscores, at most 512. */
  readonly name: string;
  /** `code` as the template was made in, such as `en_US`. */
  readonly language: { readonly code: string; readonly policy?: 'deterministic' };
  /** The parts that have variables; absent when there are none. */
  readonly components?: readonly TemplateComponent[];
}
