import { useQuery } from '@tanstack/react-query';
import { createContext, use, useMemo, useState } from 'react';
import type { FieldProblem } from '../../api/problem';
import type { Schemas } from '../../api/client';
import { type JsonPath, pathText, type JsonRecord, textAt, valueAt, withValueAt } from '../../lib/json-path';
import { useTenant } from '../../lib/tenant';
import { phoneNumberChoicesQuery } from '../phone-numbers/api/list-phone-numbers';
import { sendableTemplatesQuery } from './api/sendable-templates';
import { bodyOf, contentOf, type Draft, fieldOf } from './draft';
import type { Problem } from './rules/checks';
import { messageProblems } from './rules/message-rules';
import { slotProblems, slotsOf, valuesOf } from './template-slots';

/** A file that was uploaded from this page: it can be shown without asking for it. */
export interface Upload {
  name: string;
  mimeType: string;
  /** Of the browser's own copy. */
  url: string;
}

export interface Composer {
  draft: Draft;
  change: (some: Partial<Draft>) => void;
  /** What the forms of the type edit. */
  content: unknown;
  /** Changes the content at a path; `undefined` takes a field out. */
  update: (path: JsonPath, value: unknown) => void;
  /** The message as the API takes it. */
  body: JsonRecord;
  problems: readonly Problem[];
  /** What to say beside the input of a path inside the content; what is merely missing is told only after someone tried to send. */
  errorAt: (path: JsonPath) => string | undefined;
  /** The same for a path of the whole message. */
  errorOf: (path: string) => string | undefined;
  /** Shows everything that is missing. */
  showAll: () => void;
  isShowingAll: boolean;
  /** What the server refused, by paths of the message; forgotten as soon as something changes. */
  refuse: (fields: readonly FieldProblem[]) => void;
  senders: readonly Schemas['PhoneNumberView'][];
  sender: Schemas['PhoneNumberView'] | undefined;
  templates: readonly Schemas['TemplateView'][];
  areTemplatesLoading: boolean;
  /** The definition of the template that is chosen, where it is known. */
  template: Schemas['TemplateView'] | undefined;
  uploads: Readonly<Record<string, Upload>>;
  addUpload: (mediaId: string, upload: Upload) => void;
}

export const ComposerContext = createContext<Composer | null>(null);

/** The message that is being written, for the forms around it. */
export function useComposerContext(): Composer {
  const composer = use(ComposerContext);
  if (!composer) throw new Error('useComposerContext() belongs below a Composer.');
  return composer;
}

/** Rules that tell what is not there yet, rather than what is wrong. */
const MISSING = new Set(['required', 'minItems']);

/**
 * Holds a message while it is written: its draft, what is wrong with it, and what is needed to write it.
 * @param wabaId of this account a number is the sender until another one is chosen
 */
export function useComposer(initial: Draft, wabaId?: string): Composer {
  const { id: tenantId } = useTenant();
  const [draft, setDraft] = useState(initial);
  const [isShowingAll, setShowingAll] = useState(false);
  const [refused, setRefused] = useState<readonly FieldProblem[]>([]);
  const [uploads, setUploads] = useState<Readonly<Record<string, Upload>>>({});
  const numbers = useQuery(phoneNumberChoicesQuery(tenantId));
  const senders = useMemo(() => numbers.data ?? [], [numbers.data]);
  const sender =
    senders.find(({ phoneNumberId }) => phoneNumberId === draft.phoneNumberId) ??
    (draft.phoneNumberId === null ? (senders.find((each) => each.wabaId === wabaId) ?? senders[0]) : undefined);
  const listed = useQuery({ ...sendableTemplatesQuery(tenantId, sender?.wabaId), enabled: sender !== undefined });

  const body = useMemo(() => bodyOf(draft), [draft]);
  const templates = useMemo(() => listed.data ?? [], [listed.data]);
  const template = useMemo(() => templateOf(body, templates), [body, templates]);
  const problems = useMemo(() => [...messageProblems(body), ...templateProblems(body, template)], [body, template]);

  const errorOf = (path: string): string | undefined => {
    const told = refused.find((field) => pathInMessage(field.path) === path);
    if (told) return sentence(told.message);
    return problems.find((problem) => problem.path === path && (isShowingAll || !MISSING.has(problem.rule)))?.message;
  };
  const field = fieldOf(draft.kind);
  const change = (some: Partial<Draft>): void => {
    setRefused([]);
    setDraft((before) => ({ ...before, ...some }));
  };
  return {
    draft,
    change,
    content: contentOf(draft),
    update: (path, value) => {
      setRefused([]);
      setDraft((before) => ({
        ...before,
        contents: { ...before.contents, [before.kind]: withValueAt(contentOf(before), path, value) ?? {} },
      }));
    },
    body,
    problems,
    errorAt: (path) => errorOf(pathText(field === null ? path : [field, ...path])),
    errorOf,
    showAll: () => setShowingAll(true),
    isShowingAll,
    refuse: setRefused,
    senders,
    sender,
    templates,
    areTemplatesLoading: listed.isPending,
    template,
    uploads,
    addUpload: (mediaId, upload) => setUploads((before) => ({ ...before, [mediaId]: upload })),
  };
}

/** The server names fields of the request; the message is one of them. */
function pathInMessage(path: string): string {
  return path.replace(/^message\.?/, '');
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function templateOf(
  body: JsonRecord,
  templates: readonly Schemas['TemplateView'][],
): Schemas['TemplateView'] | undefined {
  const name = textAt(body, 'template', 'name');
  const language = textAt(body, 'template', 'language', 'code');
  return templates.find((each) => each.name === name && each.language === language);
}

function templateProblems(body: JsonRecord, template: Schemas['TemplateView'] | undefined): readonly Problem[] {
  if (!template) return [];
  const slots = slotsOf(template);
  return slotProblems(slots, valuesOf(slots, valueAt(body, 'template', 'components')));
}
