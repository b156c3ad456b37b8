import { ValidateIf } from 'class-validator';

/** A field that may be left out, but not be null: `IsOptional` would let null pass all other rules. */
export const IfGiven = () => ValidateIf((_, value: unknown) => value !== undefined);
