import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { auditDiff, type FieldChange, valueText } from '../audit-diff';
import type { AuditEntry } from '../api/list-audit';
import classes from './diff-table.module.css';

/** What an act changed: the old value struck from view, the new one below it; what stayed only on demand. */
export function DiffTable({ entry }: { entry: AuditEntry }) {
  const [showsAll, setShowsAll] = useState(false);
  // That it was changed now says nothing that the entry's own time does not.
  const fields = auditDiff(entry.before, entry.after).filter(({ path }) => path !== 'updatedAt');
  if (fields.length === 0) return <Text c="dimmed">Nothing was noted beyond the act itself.</Text>;
  const same = fields.filter(({ kind }) => kind === 'same');
  const shown = showsAll ? fields : fields.filter(({ kind }) => kind !== 'same');
  return (
    <Stack gap="sm" align="flex-start">
      {shown.length === 0 && <Text c="dimmed">No value is another than before.</Text>}
      <dl className={classes.list} style={{ width: '100%' }}>
        {shown.map((field) => (
          <Field key={field.path} field={field} />
        ))}
      </dl>
      {same.length > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Hide what stayed' : `Show ${same.length} that stayed`}
        </Button>
      )}
    </Stack>
  );
}

function Field({ field: { path, before, after, kind } }: { field: FieldChange }) {
  return (
    <div className={classes.field}>
      <dt className={classes.name}>{path}</dt>
      {kind === 'same' && <dd className={classes.value}>{valueText(before)}</dd>}
      {(kind === 'changed' || kind === 'removed') && <Side sign="−" word="Before" side="before" value={before} />}
      {(kind === 'changed' || kind === 'added') && <Side sign="+" word="After" side="after" value={after} />}
    </div>
  );
}

interface SideProps {
  sign: string;
  /** The sign, for people who do not see it. */
  word: string;
  side: 'before' | 'after';
  value: unknown;
}

function Side({ sign, word, side, value }: SideProps) {
  return (
    <dd className={classes.value} data-side={side}>
      <span aria-hidden>{sign}</span>
      <span className="visually-hidden">{word}: </span>
      <span>{valueText(value)}</span>
    </dd>
  );
}
