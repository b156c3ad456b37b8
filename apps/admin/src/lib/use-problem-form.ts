import { useForm, type UseFormInput, type UseFormReturnType } from '@mantine/form';
import { type FormEvent, useCallback, useRef, useState } from 'react';
import { type ApiProblem, asProblem, type FieldProblem } from '../api/problem';

interface ProblemFormOptions<V extends object> extends UseFormInput<V> {
  /** Sends the form. What it throws is shown: fields beside their inputs, everything else above the button. */
  submit: (values: V) => Promise<unknown>;
  /** After `submit` succeeded, with what it gave. */
  onDone?: (values: V) => void;
  /** Where a field of the request stands in the form, when its name is another: `{ 'pricing.amount': 'price' }`. */
  fieldNames?: Readonly<Record<string, string>>;
}

export interface ProblemForm<V extends object> {
  /** Mantine's form: `{...form.getInputProps('name')}` brings value, change and error. */
  form: UseFormReturnType<V>;
  /** For `<form onSubmit>`. Validates, sends once at a time, keeps everything that was typed. */
  onSubmit: (event?: FormEvent<HTMLFormElement>) => void;
  isSubmitting: boolean;
  /** What is not about an input of the form: show it with `<FormProblem problem={problem} />`. */
  problem: ApiProblem | null;
  setProblem: (problem: ApiProblem | null) => void;
}

/**
 * A form whose server speaks problem+json: `fields` become errors of the inputs they name, the first of them gets the focus, and
 * whatever no input can show is told above the button. Input is never lost.
 */
export function useProblemForm<V extends object>(options: ProblemFormOptions<V>): ProblemForm<V> {
  const { submit, onDone, fieldNames = {}, ...formOptions } = options;
  const form = useForm<V>(formOptions);
  const [isSubmitting, setSubmitting] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  // State comes a render too late for the second of two quick clicks.
  const isUnderWay = useRef(false);

  const send = async (values: V): Promise<void> => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setSubmitting(true);
    setProblem(null);
    try {
      await submit(values);
    } catch (error) {
      const told = asProblem(error);
      const { errors, rest } = splitFields(told.fields, form.getValues(), fieldNames);
      form.setErrors(errors);
      focusFirst(form, Object.keys(errors));
      setProblem(Object.keys(errors).length > 0 && rest.length === 0 ? null : told);
      return;
    } finally {
      isUnderWay.current = false;
      setSubmitting(false);
    }
    onDone?.(values);
  };

  const onSubmit = form.onSubmit(
    (values) => void send(values),
    (errors) => focusFirst(form, Object.keys(errors)),
  );
  return { form, onSubmit, isSubmitting, problem, setProblem: useCallback((next) => setProblem(next), []) };
}

interface SplitFields {
  /** By the path of an input of the form. */
  errors: Record<string, string>;
  /** What no input of the form can show. */
  rest: readonly FieldProblem[];
}

/** Gives each refused field to the input of its name, or to the nearest one around it (`allowedIps.2` → `allowedIps`). */
export function splitFields(
  fields: readonly FieldProblem[],
  values: object,
  fieldNames: Readonly<Record<string, string>> = {},
): SplitFields {
  const errors: Record<string, string> = {};
  const rest: FieldProblem[] = [];
  for (const field of fields) {
    const input = inputOf(fieldNames[field.path] ?? field.path, values);
    if (input === undefined) rest.push(field);
    else
      errors[input] =
        errors[input] === undefined ? sentence(field.message) : `${errors[input]} ${sentence(field.message)}`;
  }
  return { errors, rest };
}

function inputOf(path: string, values: object): string | undefined {
  // The API writes `buttons[0].title`, Mantine `buttons.0.title`.
  for (let parts = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.'); parts.length > 0; parts = parts.slice(0, -1)) {
    const found = parts.reduce<unknown>((inside, part) => (isIndexable(inside) ? inside[part] : undefined), values);
    if (found !== undefined) return parts.join('.');
  }
  return undefined;
}

function isIndexable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The API's messages are the ends of sentences: `must be six digits`. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function focusFirst<V extends object>(form: UseFormReturnType<V>, paths: readonly string[]): void {
  const [first] = paths;
  if (first !== undefined) form.getInputNode(first)?.focus();
}
