import { Select, type SelectProps } from '@mantine/core';

/** The zones that the browser knows; UTC stands first, which lists of zones leave out. */
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** Chooses an IANA time zone by typing a part of its name. */
export function TimeZoneSelect(props: Omit<SelectProps, 'data' | 'searchable'>) {
  const isKnown = !props.value || ZONES.includes(props.value);
  return (
    <Select
      data={isKnown ? ZONES : [props.value as string, ...ZONES]}
      searchable
      limit={100}
      allowDeselect={false}
      nothingFoundMessage="No zone of this name"
      {...props}
    />
  );
}
