/** The names that Rails gives to what has none: rails/rails, activerecord/lib/active_record/connection_adapters/abstract/schema_statements.rb */
import { sha256Hex } from '../../sha256.ts';

/** `index_users_on_email_and_name`; undefined where it would be too long, and Rails 7.1 makes up another. */
export function indexName(table: string, columns: readonly string[]): string | undefined {
  const name = `index_${table.replace(/\W+/g, '_')}_on_${columns.map((column) => column.replace(/\W+/g, '_')).join('_and_')}`;
  return name.length <= 62 && columns.length > 0 ? name : undefined;
}

export function foreignKeyName(table: string, columns: readonly string[]): string {
  return `fk_rails_${sha256Hex(`${table}_${columns.join('_')}_fk`).slice(0, 10)}`;
}

export function checkName(table: string, expression: string): string {
  return `chk_rails_${sha256Hex(`${table}_${expression}_chk`).slice(0, 10)}`;
}

export function uniqueName(table: string, columns: readonly string[]): string {
  return `uniq_rails_${sha256Hex(`${table}_${columns.join('_and_')}_unique`).slice(0, 10)}`;
}

export function joinTableName(first: string, second: string): string {
  const [a = '', b = ''] = [first, second].sort();
  const [prefix] = a.split('_');
  // What both names start with stands once: catalog_products and catalog_tags give catalog_products_tags.
  const shared =
    prefix && a.startsWith(`${prefix}_`) && b.startsWith(`${prefix}_`) ? b.slice(prefix.length + 1) : b;
  return `${a}_${shared}`;
}
