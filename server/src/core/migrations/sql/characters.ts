/** What a character can start. */
export const OTHER = 0;
export const SPACE = 1;
export const NAME = 2;
export const DIGIT = 3;

const CLASSES = buildClasses();

export function classOf(code: number): number {
  if (code < 128) return CLASSES[code] ?? OTHER;
  return isWideSpace(code) ? SPACE : NAME;
}

export function isNameCode(code: number): boolean {
  return code < 128 ? (CLASSES[code] ?? 0) >= NAME : !isWideSpace(code);
}

export function isSpaceCode(code: number): boolean {
  return classOf(code) === SPACE;
}

/** No-break space, byte order mark, and the spaces of other scripts. */
function isWideSpace(code: number): boolean {
  return (
    code === 0xa0 ||
    code === 0xfeff ||
    code === 0x3000 ||
    (code >= 0x2000 && code <= 0x200b) ||
    code === 0x2028 ||
    code === 0x2029
  );
}

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(128);
  for (let code = 0; code <= 32; code++) classes[code] = SPACE;
  for (let code = 48; code <= 57; code++) classes[code] = DIGIT;
  for (let code = 65; code <= 90; code++) classes[code] = NAME;
  for (let code = 97; code <= 122; code++) classes[code] = NAME;
  classes[95] = NAME;
  return classes;
}
