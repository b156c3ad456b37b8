/** NIST SP 800-63B asks for length, not for kinds of characters. The API refuses fewer. */
const PASSWORD_MIN_CHARS = 12;

/** What is wrong with a new password; null when nothing is. */
export function newPasswordProblem(password: string): string | null {
  return password.length < PASSWORD_MIN_CHARS ? `Use at least ${PASSWORD_MIN_CHARS} characters.` : null;
}

/** What is wrong with its repetition; null when nothing is. */
export function repetitionProblem(repeated: string, password: string): string | null {
  return repeated === password ? null : 'This is not the same password.';
}
