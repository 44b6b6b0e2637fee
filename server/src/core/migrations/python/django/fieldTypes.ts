/** https://docs.djangoproject.com/en/stable/ref/models/fields/ and django/db/backends/postgresql/base.py: data_types. */

export interface FieldType {
  readonly name: string;
  /** Length where none is written. */
  readonly length?: number;
  /** Whether `max_length` says something about the column. */
  readonly sized?: true;
  readonly identity?: true;
  readonly indexed?: true;
  readonly nullable?: true;
  /** Has a check that no number is below zero: `data_type_check_constraints`. */
  readonly positive?: true;
  /** What blank=True makes of rows that exist: an empty text. */
  readonly emptyText?: true;
}

const TEXT = { emptyText: true } as const;

export const FIELD_TYPES: Readonly<Record<string, FieldType>> = {
  AutoField: { name: 'integer', identity: true },
  BigAutoField: { name: 'bigint', identity: true },
  SmallAutoField: { name: 'smallint', identity: true },
  BigIntegerField: { name: 'bigint' },
  IntegerField: { name: 'integer' },
  SmallIntegerField: { name: 'smallint' },
  PositiveIntegerField: { name: 'integer', positive: true },
  PositiveBigIntegerField: { name: 'bigint', positive: true },
  PositiveSmallIntegerField: { name: 'smallint', positive: true },
  BinaryField: { name: 'bytea' },
  BooleanField: { name: 'boolean' },
  NullBooleanField: { name: 'boolean', nullable: true },
  CharField: { name: 'character varying', sized: true, ...TEXT },
  CommaSeparatedIntegerField: { name: 'character varying', sized: true, ...TEXT },
  EmailField: { name: 'character varying', length: 254, sized: true, ...TEXT },
  URLField: { name: 'character varying', length: 200, sized: true, ...TEXT },
  SlugField: { name: 'character varying', length: 50, sized: true, indexed: true, ...TEXT },
  FileField: { name: 'character varying', length: 100, sized: true, ...TEXT },
  ImageField: { name: 'character varying', length: 100, sized: true, ...TEXT },
  FilePathField: { name: 'character varying', length: 100, sized: true, ...TEXT },
  TextField: { name: 'text', ...TEXT },
  DateField: { name: 'date' },
  DateTimeField: { name: 'timestamptz' },
  TimeField: { name: 'time' },
  DurationField: { name: 'interval' },
  DecimalField: { name: 'numeric' },
  FloatField: { name: 'double precision' },
  GenericIPAddressField: { name: 'inet' },
  IPAddressField: { name: 'inet' },
  JSONField: { name: 'jsonb' },
  UUIDField: { name: 'uuid' },
  HStoreField: { name: 'hstore' },
  SearchVectorField: { name: 'tsvector' },
  CICharField: { name: 'citext', ...TEXT },
  CIEmailField: { name: 'citext', ...TEXT },
  CITextField: { name: 'citext', ...TEXT },
  IntegerRangeField: { name: 'int4range' },
  BigIntegerRangeField: { name: 'int8range' },
  DecimalRangeField: { name: 'numrange' },
  DateRangeField: { name: 'daterange' },
  DateTimeRangeField: { name: 'tstzrange' },
  GeometryField: { name: 'geometry', indexed: true },
  PointField: { name: 'geometry', indexed: true },
  PolygonField: { name: 'geometry', indexed: true },
  MultiPolygonField: { name: 'geometry', indexed: true },
  RichTextField: { name: 'text', ...TEXT },
  StreamField: { name: 'text', ...TEXT },
  VectorField: { name: 'vector' },
};

/**
 * What a field class is. Other packages name theirs after those that they extend ("SanitizedJSONField"), so the longest known
 * end counts, but only for what is hard to mistake.
 */
export function fieldTypeOf(className: string): FieldType | undefined {
  const known = FIELD_TYPES[className];
  if (known) return known;
  const end = ENDS.find((name) => className.endsWith(name));
  return end === undefined ? undefined : FIELD_TYPES[end];
}

const ENDS = [
  'BigAutoField',
  'SmallAutoField',
  'AutoField',
  'JSONField',
  'UUIDField',
  'ImageField',
  'DateTimeField',
];

export type FieldKind = 'column' | 'one' | 'unique-one' | 'many' | 'none';

/** Whether a field is a column, a reference, a table of its own, or nothing in the database. */
export function fieldKindOf(className: string): FieldKind {
  if (/ManyToMany(?:Field|Descriptor)?$|^M2M/.test(className)) return 'many';
  if (
    /^(?:GenericForeignKey|GenericRelation|TaggableManager|Clusterable\w*Manager|CompositePrimaryKey)$/.test(
      className,
    )
  )
    return 'none';
  if (/OneToOneField$|^OneToOne$/.test(className)) return 'unique-one';
  if (/ForeignKey(?:Field)?$|^ParentalKey$|^TreeForeignKey$/.test(className)) return 'one';
  return 'column';
}
