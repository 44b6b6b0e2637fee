/** Names of tables and columns as code of other conventions writes them. */

import { camel, pascal, singular } from '../reading/inflections.ts';

/** "legacy_plan" and "legacyPlan". */
export function waysToWrite(column: string): readonly string[] {
  return [...new Set([column, camel(column)])];
}

/** "order_lines": as it is, in the singular, and as models are called: "orderLines", "OrderLine", "orderLine". */
export function namesOfTable(table: string): readonly string[] {
  return [
    ...new Set([table, singular(table), camel(table), camel(singular(table)), ...classesOf(table)]),
  ].filter((name) => name.length > 2);
}

/** "OrderLine", "OrderLines" */
export function classesOf(table: string): readonly string[] {
  return [...new Set([pascal(singular(table)), pascal(table)])].filter((name) => name !== table);
}

/** "Order" of a quoted table: "order". */
export function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
