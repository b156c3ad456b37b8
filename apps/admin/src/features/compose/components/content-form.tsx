import { Alert } from '@mantine/core';
import type { ComponentType } from 'react';
import { useComposerContext } from '../use-composer';
import { InteractiveForm } from './interactive-form';
import { MediaForm } from './media-form';
import { ContactsForm, LocationForm, ReactionForm, ReadForm, TextForm } from './plain-forms';
import { TemplateForm } from './template-form';

const FORMS: Readonly<Record<string, ComponentType>> = {
  text: TextForm,
  image: MediaForm,
  video: MediaForm,
  audio: MediaForm,
  document: MediaForm,
  sticker: MediaForm,
  location: LocationForm,
  contacts: ContactsForm,
  reaction: ReactionForm,
  template: TemplateForm,
  read: ReadForm,
};

/** The form of the chosen type. */
export function ContentForm() {
  const { draft } = useComposerContext();
  const Form = draft.kind.startsWith('interactive.') ? InteractiveForm : FORMS[draft.kind];
  // A form keeps what it was opened with (where a file comes from, say): another type gets a new one.
  if (Form) return <Form key={draft.kind} />;
  return <Alert>There is no form for this type. Write it as JSON.</Alert>;
}
