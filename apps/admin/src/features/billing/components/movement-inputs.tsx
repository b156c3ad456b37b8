import { Textarea, type TextareaProps, TextInput, type TextInputProps } from '@mantine/core';

interface AmountInputProps extends TextInputProps {
  currency: string;
}

/** How much money moves: the first input of its form. */
export function AmountInput({ currency, ...input }: AmountInputProps) {
  return <TextInput label={`Amount (${currency})`} inputMode="decimal" required data-autofocus {...input} />;
}

/** Why money moves, for the tenant to read. */
export function ReasonInput(input: TextareaProps) {
  return (
    <Textarea
      label="Reason"
      description="The tenant sees it in the ledger. At most 500 characters."
      required
      autosize
      minRows={2}
      maxLength={500}
      {...input}
    />
  );
}
