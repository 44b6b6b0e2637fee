import type { Expression } from '../operation.ts';
import type { Cursor } from './cursor.ts';
import { nameAt } from './names.ts';
import { QUOTED, WORD } from './tokens.ts';

/**
 * What PostgreSQL works out for every row: pg_proc.provolatile of version 15 ('v'), and functions of extensions whose
 * scripts say VOLATILE.
 */
const VOLATILE: ReadonlySet<string> = new Set(
  (
    'random random_normal setseed gen_random_uuid gen_random_bytes uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuid_generate_v7 ' +
    'clock_timestamp timeofday nextval currval lastval setval gen_salt pg_sleep pg_backend_pid txid_current pg_current_xact_id ' +
    'gen_random_ulid gen_ulid generate_ulid nanoid cuid cuid2 ksuid uuid_v7 gen_uuid_v7 uuid_generate_v6 xid dblink lo_create lo_import ' +
    'pg_advisory_lock pg_advisory_xact_lock set_config pg_notify rand uuid uuid_short randomblob last_insert_id sleep'
  ).split(' '),
);

/** Immutable and stable ones, worked out once, and syntax that looks like a call. */
const CONSTANT: ReadonlySet<string> = new Set(
  (
    'now current_timestamp transaction_timestamp statement_timestamp current_date current_time localtime localtimestamp current_user current_setting current_database ' +
    'session_user user current_role current_schema current_schemas inet_client_addr version curdate curtime unix_timestamp utc_timestamp sysdate ' +
    'lower upper initcap length char_length character_length octet_length bit_length trim ltrim rtrim btrim lpad rpad left right substr substring position strpos overlay replace ' +
    'translate repeat reverse split_part concat concat_ws format quote_ident quote_literal quote_nullable md5 sha224 sha256 sha384 sha512 encode decode ascii chr to_hex ' +
    'regexp_replace regexp_match regexp_matches regexp_split_to_array regexp_count regexp_like regexp_substr starts_with string_to_array array_to_string unistr normalize digest hmac ' +
    'to_char to_date to_number to_timestamp date_trunc date_part date_bin extract age make_date make_time make_timestamp make_timestamptz make_interval justify_days justify_hours isfinite timezone date time timestamp ' +
    'abs ceil ceiling floor round trunc sqrt power pow exp ln log log10 mod div sign greatest least coalesce nullif width_bucket factorial gcd lcm degrees radians sin cos tan pi ' +
    'json_build_object jsonb_build_object json_build_array jsonb_build_array to_json to_jsonb row_to_json json_object jsonb_object jsonb_set jsonb_insert jsonb_strip_nulls json_strip_nulls array_to_json ' +
    'jsonb_array_length json_array_length jsonb_typeof json_typeof jsonb_extract_path jsonb_extract_path_text json_extract_path_text jsonb_pretty jsonb_path_exists jsonb_path_query_first jsonb_path_match ' +
    'array_length array_append array_prepend array_cat array_remove array_replace array_position array_fill array_ndims array_lower array_upper cardinality unnest array row ' +
    'to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery setweight tsvector_to_array ts_rank strip numnode int4range int8range numrange daterange tsrange tstzrange lower_inc upper_inc isempty ' +
    'cast convert convert_from convert_to host network netmask masklen inet_same_family point box circle polygon num_nonnulls num_nulls pg_typeof ' +
    'int int2 int4 int8 integer smallint bigint numeric decimal float4 float8 real text varchar char bool boolean uuid_nil uuid_ns_dns uuid_ns_url uuid_generate_v3 uuid_generate_v5 ' +
    'in any all some exists and or not values case when then else is between like ilike distinct filter over interval if ifnull isnull datetime julianday strftime unixepoch json json_array json_extract json_quote ' +
    'similarity word_similarity unaccent_immutable immutable_unaccent hashtext st_makepoint st_setsrid st_point st_geomfromtext st_geogfromtext st_x st_y get_byte set_byte bit bit_count similar on as by'
  ).split(' '),
);

export function volatilityOf(cursor: Cursor, first: number, behind: number): Expression['volatility'] {
  const { words, tokens } = cursor;
  let unknown = false;
  for (let index = first; index < behind - 1; index++) {
    if (words[index + 1] !== '(') continue;
    const kind = (tokens.kinds[index] ?? 0) & 15;
    if ((kind !== WORD && kind !== QUOTED) || isType(cursor, index, first)) continue;
    const name = nameAt(cursor, index).toLowerCase();
    if (VOLATILE.has(name)) return 'volatile';
    unknown ||= !CONSTANT.has(name);
  }
  return unknown ? 'unknown' : 'constant';
}

/** `::varchar(20)`, CAST (x AS numeric(10, 2)). */
function isType(cursor: Cursor, index: number, first: number): boolean {
  if (index === first) return false;
  const before = cursor.words[index - 1];
  return before === ':' || before === 'as' || before === 'character' || before === 'bit' || before === 'char';
}
