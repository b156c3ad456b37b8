import { useEffect, useState } from 'react';

type Formatter = (number: string) => string;

let loaded: Formatter | undefined;
let loading: Promise<Formatter> | undefined;

/** The numbering plans of the world are large: they come when the first phone number is shown. */
function loadFormatter(): Promise<Formatter> {
  loading ??= import('libphonenumber-js/min').then(({ parsePhoneNumberFromString }) => {
    loaded = (number) => parsePhoneNumberFromString(withPlus(number))?.formatInternational() ?? number;
    return loaded;
  });
  return loading;
}

/** `905321234567`, as Meta writes it, is a number with its country. */
function withPlus(number: string): string {
  return /^\d{7,15}$/.test(number) ? `+${number}` : number;
}

/** A phone number as people write it, `+90 532 123 45 67`. What is none (a business-scoped user id) is shown as it came. */
export function PhoneText({ number }: { number: string | null | undefined }) {
  const [format, setFormat] = useState<Formatter | undefined>(() => loaded);
  useEffect(() => {
    if (format) return undefined;
    let isShown = true;
    // Without the plans the bare number is good enough.
    loadFormatter().then(
      (formatter) => isShown && setFormat(() => formatter),
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, [format]);
  if (!number) return <span>—</span>;
  return <span style={{ whiteSpace: 'nowrap' }}>{format ? format(number) : withPlus(number)}</span>;
}
