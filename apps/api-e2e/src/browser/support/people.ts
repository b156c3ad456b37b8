import type { Locator, Page } from 'playwright-core';

/** Chooses an option of a drop-down list. */
export async function choose(inside: Locator, label: string, option: string | RegExp): Promise<void> {
  await inside.getByLabel(label).first().click();
  await inside.page().getByRole('option', { name: option }).click();
}

/** The row of a table that has some words in it. */
export function rowOf(page: Page, table: string, words: string): Locator {
  return page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: words });
}

/** Reads a secret that is shown once, says that it is kept, and closes the dialog. */
export async function secretOnce(page: Page, what: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: `Your new ${what}` });
  const secret = await dialog.getByRole('region', { name: what, exact: true }).innerText();
  await dialog.getByLabel('I have kept it').check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'hidden' });
  return secret.trim();
}

/** Types the name of a thing and confirms what cannot be undone. */
export async function confirmTyped(page: Page, question: string, name: string, confirm: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: question });
  const button = dialog.getByRole('button', { name: confirm });
  await button.waitFor();
  if (await button.isEnabled()) throw new Error(`${confirm} can be pressed before anything was typed.`);
  await dialog.getByRole('textbox').fill(name);
  await button.click();
  await dialog.waitFor({ state: 'hidden' });
}
