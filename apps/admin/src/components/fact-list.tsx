import type { ReactNode } from 'react';
import classes from './fact-list.module.css';

/** One thing that is known of something. */
export interface Fact {
  label: string;
  value: ReactNode;
  /** What it means, for those who have not met the word. */
  hint?: ReactNode;
}

/** What is known of a thing, name by name, in as many columns as there is room for. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.list}>
      {facts.map(({ label, value, hint }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value}
            {hint && <div className={classes.hint}>{hint}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
