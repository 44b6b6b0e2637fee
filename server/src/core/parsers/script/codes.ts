/** What a token is. Punctuation of one character is that character's code; everything else has a number below 32. */

export const WORD = 1;
/** In quotes, or a template without holes. */
export const STRING = 2;
export const NUMBER = 3;
export const REGEX = 4;
/** The backtick that opens a template with holes; its partner is the one that closes it. */
export const TEMPLATE_OPEN = 5;
export const TEMPLATE_TEXT = 6;
export const TEMPLATE_CLOSE = 7;
/** `${` and its `}`. */
export const HOLE_OPEN = 8;
export const HOLE_CLOSE = 9;
/** `<` of an element; its partner is `/>`, or the whole closing tag. */
export const JSX_OPEN = 10;
export const JSX_CLOSE = 11;
/** `>` of an element that has children. */
export const JSX_TAG_END = 12;
export const JSX_TEXT = 13;
/** `=>` */
export const ARROW = 14;
/** `?.` */
export const OPTIONAL_DOT = 15;
/** `??` */
export const NULLISH = 16;
/** `||` */
export const OR = 17;
/** `&&` */
export const AND = 18;
/** `==`, `===` */
export const EQUALS = 19;
/** `!=`, `!==` */
export const DIFFERS = 20;
/** `??=`, `||=`, `&&=` */
export const ASSIGN_LOGICAL = 21;
/** `+=` and its kin */
export const ASSIGN_OTHER = 22;
/** `...` */
export const SPREAD = 23;
/** `<=`, `>=` */
export const ORDER = 24;
/** `++`, `--` */
export const INCREMENT = 25;

export const OPEN_PAREN = 40;
export const CLOSE_PAREN = 41;
export const COMMA = 44;
export const DOT = 46;
export const COLON = 58;
export const SEMICOLON = 59;
export const LESS = 60;
export const ASSIGN = 61;
export const GREATER = 62;
export const QUESTION = 63;
export const BANG = 33;
export const STAR = 42;
export const PLUS = 43;
export const OPEN_BRACKET = 91;
export const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
