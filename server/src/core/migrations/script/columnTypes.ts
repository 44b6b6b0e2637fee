import type { Span } from '../../span.ts';
import type { DataType } from '../operation.ts';
import { typeInText } from '../reading/sqlPieces.ts';

/** A type as code writes it in a string: `varchar(255)`, `timestamp with time zone`. Undefined where a part of it is not known. */
export function sqlType(text: string, at: Span): DataType | undefined {
  const type = text.includes('?') ? undefined : typeInText(text.trim(), at);
  // db-migrate's own.
  return type?.name === 'string' ? { ...type, name: 'character varying' } : type;
}
