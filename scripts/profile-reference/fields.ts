/** What is read of a JSON Schema; everything else in it is of no use here. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** A field of a profile with its dotted path; `[]` stands for the items of a list. */
export interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** The mappings that a value may be. */
export const mappingsIn = (schema: Schema): readonly Schema[] =>
  [schema, ...(schema.anyOf ?? [])].filter(({ properties }) => properties !== undefined);

const childrenOf = ({ path, schema }: Pick<Field, 'path' | 'schema'>): readonly Field[] =>
  mappingsIn(schema).flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([name, child]) =>
      fieldsBelow({
        path: path === '' ? name : `${path}.${name}`,
        schema: child,
        required: required.includes(name),
      }),
    ),
  );

const fieldsBelow = (field: Field): readonly Field[] => {
  // Its keys are the parameters: they are said of each field, and need no rows of their own.
  if (field.path === 'sweeps') return [field];
  const { items } = field.schema;
  return items?.properties === undefined
    ? [field, ...childrenOf(field)]
    : [field, ...childrenOf({ path: `${field.path}[]`, schema: items })];
};

/** Every field of a profile in the order of its schema. */
export const listFields = (schema: Schema): readonly Field[] => childrenOf({ path: '', schema });

/** Whether a field has a value of its own beside the fields in it. */
export const holdsValue = ({ path, schema }: Field): boolean =>
  path !== 'sweeps' && schema.properties === undefined && schema.items?.properties === undefined;
