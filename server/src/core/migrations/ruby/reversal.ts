/**
 * Which calls Rails takes back by itself in `def change`: rails/rails,
 * activerecord/lib/active_record/migration/command_recorder.rb
 */
import type { Link } from '../code/chains.ts';
import type { Tokens } from '../code/tokens.ts';
import { isWord } from '../code/values.ts';
import { callsOf } from './tables.ts';

const REVERSES = new Set(
  'create_table create_join_table add_column add_columns add_timestamps remove_timestamps rename_table rename_column rename_index add_index add_reference add_belongs_to remove_reference remove_belongs_to add_foreign_key validate_foreign_key add_check_constraint validate_check_constraint validate_constraint add_unique_constraint add_exclusion_constraint change_column_null enable_extension disable_extension create_enum rename_enum create_schema create_view create_function create_trigger change_table'.split(
    ' ',
  ),
);

export function reverses(tokens: Tokens, link: Link, version: number): boolean {
  const { name, plain, options } = link;
  switch (name) {
    case 'drop_table':
    case 'drop_join_table':
      return link.block !== undefined || (name === 'drop_join_table' && plain.length > 1);
    case 'remove_column':
      return plain.length > 2 || options.has('type');
    case 'remove_columns':
      return options.has('type');
    case 'remove_index':
      return options.has('column') || plain.length > 1;
    case 'remove_foreign_key':
      return plain.length > 1 || options.has('to_table');
    case 'remove_check_constraint':
    case 'remove_unique_constraint':
    case 'remove_exclusion_constraint':
      return plain.length > 1;
    case 'change_column_default':
    case 'change_column_comment':
    case 'change_table_comment':
      return options.has('from') && options.has('to');
    case 'drop_enum':
      return plain.length > 1;
    case 'rename_enum_value':
      return options.has('from') && options.has('to');
    case 'add_enum_value':
      return version >= 701;
    case 'drop_view':
    case 'drop_function':
    case 'drop_trigger':
    case 'update_view':
    case 'replace_view':
    case 'update_function':
      return options.has('revert_to_version');
    case 'change_table':
      return (
        link.block === undefined ||
        callsOf(tokens, link.block.body, link.block.parameters[0] ?? 't').every(({ link: call }) =>
          reversesInTable(call),
        )
      );
    default:
      return REVERSES.has(name);
  }
}

function reversesInTable({ name, options, plain }: Link): boolean {
  if (name === 'remove') return options.has('type');
  if (name === 'change' || name === 'remove_columns') return false;
  if (name === 'change_default') return options.has('from') && options.has('to');
  if (name === 'remove_index') return options.has('column') || plain.length > 0;
  if (name === 'remove_foreign_key') return plain.length > 0 || options.has('to_table');
  return !isWord(options.get('reversible'), 'false');
}
