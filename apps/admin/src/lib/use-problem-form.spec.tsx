import { Button, TextInput } from '@mantine/core';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../test/render';
import { ApiProblem, type FieldProblem } from '../api/problem';
import { FormProblem } from '../components/form-problem';
import { splitFields, useProblemForm } from './use-problem-form';

const refused = (fields: FieldProblem[]): ApiProblem =>
  new ApiProblem({
    status: 400,
    code: 'validation_failed',
    title: 'Bad request',
    detail: 'Some fields are not valid.',
    fields,
  });

function KeyForm({ submit, onDone }: { submit: (values: object) => Promise<unknown>; onDone?: () => void }) {
  const { form, onSubmit, isSubmitting, problem } = useProblemForm({
    initialValues: { name: '', limit: '' },
    validate: { name: (value) => (value === '' ? 'Give it a name.' : null) },
    submit,
    onDone,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <TextInput label="Name" {...form.getInputProps('name')} />
      <TextInput label="Limit" {...form.getInputProps('limit')} />
      <FormProblem problem={problem} />
      <Button type="submit" loading={isSubmitting}>
        Save
      </Button>
    </form>
  );
}

const fill = async () => {
  await userEvent.type(screen.getByLabelText('Name'), 'Shop');
  await userEvent.type(screen.getByLabelText('Limit'), 'many');
};
const save = () => userEvent.click(screen.getByRole('button', { name: 'Save' }));

describe('a form', () => {
  it('shows what the server refused beside the input, goes there, and keeps what was typed', async () => {
    const submit = jest
      .fn()
      .mockRejectedValue(refused([{ path: 'limit', rule: 'money', message: 'must be an amount' }]));
    await renderPage(<KeyForm submit={submit} />);
    await fill();
    await save();
    expect(await screen.findByText('Must be an amount.')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByLabelText('Limit'));
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Shop');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('tells above the button what no input can show', async () => {
    const submit = jest.fn().mockRejectedValue(refused([{ path: 'tenant', rule: 'open', message: 'is closed' }]));
    await renderPage(<KeyForm submit={submit} />);
    await fill();
    await save();
    expect((await screen.findByRole('alert')).textContent).toContain('is closed');
  });

  it('sends nothing while its own rules are broken', async () => {
    const submit = jest.fn();
    await renderPage(<KeyForm submit={submit} />);
    await save();
    expect(screen.getByText('Give it a name.')).toBeTruthy();
    expect(submit).not.toHaveBeenCalled();
  });

  it('is sent once however often someone presses the button', async () => {
    let finish = (): void => undefined;
    const submit = jest.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const onDone = jest.fn();
    await renderPage(<KeyForm submit={submit} onDone={onDone} />);
    await fill();
    await save();
    await userEvent.keyboard('{Enter}');
    await userEvent.type(screen.getByLabelText('Name'), '{Enter}');
    expect(submit).toHaveBeenCalledTimes(1);
    finish();
    await screen.findByRole('button', { name: 'Save' });
    expect(onDone).toHaveBeenCalledTimes(1);
  });
});

describe('refused fields', () => {
  const values = { name: '', allowedIps: [''], pricing: { amount: '' } };
  const at = (path: string, names = {}) =>
    Object.keys(splitFields([{ path, rule: 'r', message: 'm' }], values, names).errors).join();

  it.each([
    ['name', 'name'],
    ['pricing.amount', 'pricing.amount'],
    ['allowedIps[0]', 'allowedIps.0'],
    ['allowedIps[7]', 'allowedIps'],
    ['pricing.amount.digits', 'pricing.amount'],
    ['stranger', ''],
    ['', ''],
  ])('%s is told at %s', (path, input) => {
    expect(at(path)).toBe(input);
  });

  it('may have another name in the form', () => {
    expect(at('price', { price: 'pricing.amount' })).toBe('pricing.amount');
  });
});
