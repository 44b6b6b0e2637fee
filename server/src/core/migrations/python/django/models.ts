/** Which table stands for a model, and which column for a field: what a Django migration can know of them. */
import type { TextRange } from '../../../finding.ts';
import { UNKNOWN_NAME, type ObjectName } from '../../operation.ts';
import { codeAt, textAt, type PythonFile } from '../pythonFile.ts';

export interface DjangoFile extends PythonFile {
  readonly app: string;
  readonly models: Models;
}

export interface Models {
  /** `app` is that of the file where none is given. */
  tableOf(model: string | undefined, app?: string): ObjectName;
  /** The model of a relation: 'app.Model', 'Model', 'self', settings.AUTH_USER_MODEL. */
  targetOf(file: PythonFile, to: TextRange | undefined, self: ObjectName): ObjectName;
  nameTable(model: string, table: ObjectName): void;
  readonly named: ReadonlyMap<ObjectName, ObjectName>;
  /** A field's column, as far as this file tells. */
  columnOf(table: ObjectName, field: string): string;
  learn(table: ObjectName, field: string, column: string): void;
}

export function createModels(app: string): Models {
  const named = new Map<ObjectName, ObjectName>();
  const columns = new Map<string, string>();
  const tableOf = (model: string | undefined, of = app): ObjectName => {
    if (model === undefined || model === '') return UNKNOWN_NAME;
    const usual = `${of}_${model.toLowerCase()}`;
    return named.get(usual) ?? usual;
  };
  return {
    named,
    tableOf,
    targetOf(file, to, self) {
      const name =
        textAt(file, to) ?? (/^\w+\.\w+$|^[A-Z]\w*$/.test(codeAt(file, to)) ? codeAt(file, to) : '');
      if (name === '' || /^settings\.|AUTH_USER_MODEL/.test(name)) return UNKNOWN_NAME;
      if (name === 'self') return self;
      const [first = '', second] = name.split('.');
      return second === undefined ? tableOf(first) : tableOf(second, first);
    },
    nameTable: (model, table) => void named.set(`${app}_${model.toLowerCase()}`, table),
    columnOf: (table, field) => columns.get(`${table}.${field}`) ?? field,
    learn: (table, field, column) => void columns.set(`${table}.${field}`, column),
  };
}

/** A table's name as it is set: `"billing\".\"invoices"` names a schema, too. */
export function tableNamed(written: string): ObjectName {
  return written.replace(/[\\"]/g, '').replace(/^public\./, '');
}
