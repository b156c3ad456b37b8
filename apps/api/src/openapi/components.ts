import { isDeepStrictEqual } from 'node:util';
import type { Schema } from './document-types';

/** The named schemas of the document, in the order of their names. */
export class Components {
  private readonly schemas = new Map<string, Schema>();
  private readonly owners = new Map<string, unknown>();

  /**
   * A reference to the schema that `owner` (what it is made from, by identity) has under this name; made when it is asked for first,
   * so that schemas may hold themselves.
   * @throws Error when another schema has the name
   */
  named(name: string, owner: unknown, make: () => Schema): Schema {
    if (!this.owners.has(name)) {
      this.owners.set(name, owner);
      this.schemas.set(name, make());
    } else if (this.owners.get(name) !== owner) {
      const other = make();
      if (!isDeepStrictEqual(other, this.schemas.get(name)))
        throw new Error(`Two different types are called ${name}: the API's description needs a name for each.`);
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  sorted(): Record<string, Schema> {
    return Object.fromEntries([...this.schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** The schema, or null besides. */
export function orNull(schema: Schema): Schema {
  const { type, description, enum: values, ...rest } = schema;
  if (type === undefined) {
    const { description: _, ...bare } = schema;
    const text = description === undefined ? {} : { description };
    return {
      ...text,
      anyOf: [...(schema.anyOf && Object.keys(bare).length === 1 ? schema.anyOf : [bare]), { type: 'null' }],
    };
  }
  return {
    type: [...new Set([type, 'null'].flat())],
    ...(description !== undefined && { description }),
    ...(values && { enum: [...values, null] }),
    ...rest,
  };
}

/** The schema with a description, before what it says otherwise. */
export function described(schema: Schema, description: string): Schema {
  return description === '' ? schema : { ...schema, description };
}
