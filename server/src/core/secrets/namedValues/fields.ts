import type { TextRange } from '../../finding.ts';
import type { GivenValue } from './connectors.ts';
import { readQuoted } from './values.ts';

/** What tests type into a field that has the name, and what RSpec lets the name be. */
export function readField(text: string, name: TextRange): GivenValue | undefined {
  const at = afterLocator(text, name) ?? afterSelector(text, name) ?? afterLet(text, name);
  const value = at === undefined ? undefined : readQuoted(text, at);
  if (!value) return undefined;
  // Cypress: `.type("…{enter}")`
  const key = /\{\w{1,12}\}$/.exec(text.slice(Math.max(value.start, value.end - 16), value.end));
  const end = value.end - (key?.[0].length ?? 0);
  return end - value.start < 3 ? undefined : { ...value, end, form: 'argument' };
}

/** `getByLabel("Password").fill("…")`, `cy.get("[name=password]").type("…")`, `find_element(By.ID, "password").send_keys("…")` */
function afterLocator(text: string, { end }: TextRange): number | undefined {
  LOCATOR_END.lastIndex = end;
  return LOCATOR_END.test(text) ? LOCATOR_END.lastIndex : undefined;
}

const LOCATOR_END =
  /["'`\]]{1,3}(?:, ?\{[^{}\n]{0,40}\})?\){1,3}(?:\.\w{1,20}\([^()\n]{0,30}\)){0,3}\s{0,40}\.(?:fill|type|pressSequentially|sendKeys|send_keys|setValue|set|fillIn)\(\s{0,20}/y;

/** `page.fill("#password", "…")`, `user.type(screen.getByLabelText("Password"), "…")`, `fill_in :password, with: "…"` */
function afterSelector(text: string, { start, end }: TextRange): number | undefined {
  SELECTOR_END.lastIndex = end;
  if (!SELECTOR_END.test(text)) return undefined;
  return FILLS.test(text.slice(Math.max(0, start - 100), start)) ? SELECTOR_END.lastIndex : undefined;
}

const SELECTOR_END = /["'`\]]{0,3}\){0,2},\s{0,20}(?:with:\s|with =>\s|\{ ?target: ?\{ ?value: ?)?/y;
const FILLS =
  /\b(?:fill|type|typeText|fillIn|fill_in|setValue|replaceText|enterText)[( ][^\n;]{0,60}[("'`:#.[=][^"'`\n;]{0,30}$/;

/** `let(:password) { "…" }` */
function afterLet(text: string, { start, end }: TextRange): number | undefined {
  LET_END.lastIndex = end;
  return /\blet!?\(:$/.test(text.slice(Math.max(0, start - 8), start)) && LET_END.test(text)
    ? LET_END.lastIndex
    : undefined;
}

const LET_END = /\)\s{0,4}(?:\{|do)\s{0,40}/y;
