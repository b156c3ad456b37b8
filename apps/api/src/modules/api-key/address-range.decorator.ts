import { ValidateBy } from 'class-validator';
import { isAddressRange } from './ip-allow-list';

/** A list whose items are addresses or CIDR blocks, of IPv4 or IPv6. */
export const IsAddressRanges = () =>
  ValidateBy(
    {
      name: 'addressRange',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isAddressRange(value),
        defaultMessage: () =>
          'each value in $property must be an IP address or a CIDR block such as 192.0.2.0/24 or 2001:db8::/32',
      },
    },
    { each: true },
  );
