/** What the product calls itself, in the few places where the core must say so. */

export const PRODUCT_NAME = 'Launch Ready';
export const TOOL_NAME = 'launch-ready';

const PAGES = 'https://github.com/launch-ready/launch-ready/blob/main/docs/rules';

/** The page of a rule on the web. */
export function docsUrl(ruleId: string): string {
  return `${PAGES}/${ruleId}.md`;
}
