import {
  Checkbox,
  type CheckboxProps,
  Textarea,
  type TextareaProps,
  TextInput,
  type TextInputProps,
} from '@mantine/core';
import { type JsonPath, textAt, valueAt } from '../../../lib/json-path';
import { charsOf } from '../rules/checks';
import { useComposerContext } from '../use-composer';

interface BoundProps {
  /** Where it stands in the content of the message. */
  path: JsonPath;
  /** The most characters; how many there are is told from half of it on. */
  maxChars?: number;
  /** An optional field that is emptied is taken out of the message. */
  isOptional?: boolean;
}

function useBound({ path, maxChars, isOptional = false }: BoundProps) {
  const { content, update, errorAt } = useComposerContext();
  const value = textAt(content, ...path) ?? '';
  const chars = charsOf(value);
  return {
    value,
    error: errorAt(path),
    description: maxChars !== undefined && chars > maxChars / 2 ? `${chars} of ${maxChars} characters` : undefined,
    write: (text: string) => update(path, text === '' && isOptional ? undefined : text),
  };
}

/** A line of text of the message. */
export function ContentInput({ path, maxChars, isOptional, description, ...input }: BoundProps & TextInputProps) {
  const bound = useBound({ path, maxChars, isOptional });
  return (
    <TextInput
      {...input}
      required={!isOptional}
      withAsterisk={false}
      value={bound.value}
      error={bound.error}
      description={bound.description ?? description}
      onChange={(event) => bound.write(event.currentTarget.value)}
    />
  );
}

/** A text of several lines of the message. */
export function ContentTextarea({ path, maxChars, isOptional, description, ...input }: BoundProps & TextareaProps) {
  const bound = useBound({ path, maxChars, isOptional });
  return (
    <Textarea
      autosize
      minRows={3}
      maxRows={14}
      {...input}
      required={!isOptional}
      withAsterisk={false}
      value={bound.value}
      error={bound.error}
      description={bound.description ?? description}
      onChange={(event) => bound.write(event.currentTarget.value)}
    />
  );
}

/** Yes or no; no is not said. */
export function ContentCheckbox({ path, ...input }: { path: JsonPath } & CheckboxProps) {
  const { content, update } = useComposerContext();
  return (
    <Checkbox
      {...input}
      checked={valueAt(content, ...path) === true}
      onChange={(event) => update(path, event.currentTarget.checked ? true : undefined)}
    />
  );
}
