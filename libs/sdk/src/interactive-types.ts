/** A file above an interactive message: by the id of an upload, or a link. */
type HeaderMedia =
  { readonly id: string; readonly link?: undefined } | { readonly link: string; readonly id?: undefined };

/** What stands above an interactive message. */
export type InteractiveHeader =
  /** At most 60 characters. */
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly image: HeaderMedia }
  | { readonly type: 'video'; readonly video: HeaderMedia }
  | { readonly type: 'document'; readonly document: HeaderMedia & { readonly filename?: string } };

interface Around {
  readonly header?: InteractiveHeader;
  /** At most 60 characters. */
  readonly footer?: { readonly text: string };
}

interface WithBody extends Around {
  /** At most 1024 characters; 4096 for a list. */
  readonly body: { readonly text: string };
}

/** 1 to 3 buttons that answer with their `id` (unique, at most 256 characters). `title` has at most 20. */
export interface ButtonsInteractive extends WithBody {
  readonly type: 'button';
  readonly action: {
    readonly buttons: readonly {
      readonly type: 'reply';
      readonly reply: { readonly id: string; readonly title: string };
    }[];
  };
}

/** A menu of at most ten rows in all; a section's title is required when there are several. */
export interface ListInteractive extends WithBody {
  readonly type: 'list';
  readonly action: {
    /** What opens the menu, at most 20 characters. */
    readonly button: string;
    readonly sections: readonly {
      readonly title?: string;
      readonly rows: readonly {
        /** Unique, at most 200 characters. */
        readonly id: string;
        /** At most 24 characters. */
        readonly title: string;
        /** At most 72 characters. */
        readonly description?: string;
      }[];
    }[];
  };
}

/** A button that opens a URL. */
export interface UrlInteractive extends WithBody {
  readonly type: 'cta_url';
  readonly action: {
    readonly name: 'cta_url';
    readonly parameters: { readonly display_text: string; readonly url: string };
  };
}

/** A button that opens a flow; the parameters are Meta's. */
export interface FlowInteractive extends WithBody {
  readonly type: 'flow';
  readonly action: { readonly name: 'flow'; readonly parameters: Readonly<Record<string, unknown>> };
}

/** One product of a catalogue. */
export interface ProductInteractive extends Around {
  readonly type: 'product';
  readonly body?: { readonly text: string };
  readonly action: { readonly catalog_id: string; readonly product_retailer_id: string };
}

/** Several products of a catalogue. */
export interface ProductsInteractive extends WithBody {
  readonly type: 'product_list';
  readonly action: {
    readonly catalog_id: string;
    readonly sections: readonly {
      readonly title?: string;
      readonly product_items: readonly { readonly product_retailer_id: string }[];
    }[];
  };
}

/** A button that opens the catalogue. */
export interface CatalogueInteractive extends WithBody {
  readonly type: 'catalog_message';
  readonly action: {
    readonly name: 'catalog_message';
    readonly parameters?: { readonly thumbnail_product_retailer_id?: string };
  };
}

/** Asks the user where they are. */
export interface LocationRequestInteractive extends WithBody {
  readonly type: 'location_request_message';
  readonly action: { readonly name: 'send_location' };
}

/** Asks for an address; the parameters are Meta's. */
export interface AddressInteractive extends WithBody {
  readonly type: 'address_message';
  readonly action: { readonly name: 'address_message'; readonly parameters?: Readonly<Record<string, unknown>> };
}

/** A button that calls the business. */
export interface CallInteractive extends WithBody {
  readonly type: 'voice_call';
  readonly action: {
    readonly name: 'voice_call';
    readonly parameters?: {
      readonly display_text?: string;
      readonly ttl_minutes?: number;
      readonly payload?: string;
    };
  };
}

/** Cards side by side, each as Meta describes it. */
export interface CarouselInteractive extends WithBody {
  readonly type: 'carousel';
  readonly action: { readonly cards: readonly Readonly<Record<string, unknown>>[] };
}

/** The content of `interactive`. */
export type InteractiveContent =
  | ButtonsInteractive
  | ListInteractive
  | UrlInteractive
  | FlowInteractive
  | ProductInteractive
  | ProductsInteractive
  | CatalogueInteractive
  | LocationRequestInteractive
  | AddressInteractive
  | CallInteractive
  | CarouselInteractive;
