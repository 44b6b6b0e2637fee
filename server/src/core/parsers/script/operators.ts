/** Operators of more than one character. */
import {
  AND,
  ARROW,
  ASSIGN,
  ASSIGN_LOGICAL,
  ASSIGN_OTHER,
  DIFFERS,
  EQUALS,
  INCREMENT,
  NULLISH,
  OPTIONAL_DOT,
  OR,
  ORDER,
  SPREAD,
} from './codes.ts';

/** Writes the length of the operator at `at` into `operatorLength`, and returns what it is. `>>` is two of its kind. */
export function operatorAt(text: string, at: number, character: number): number {
  operatorLength.value = 1;
  const next = text.charCodeAt(at + 1);
  switch (character) {
    case 61: // =
      if (next === 61) return long(text.charCodeAt(at + 2) === 61 ? 3 : 2, EQUALS);
      return next === 62 ? long(2, ARROW) : ASSIGN;
    case 33: // !
      return next === 61 ? long(text.charCodeAt(at + 2) === 61 ? 3 : 2, DIFFERS) : character;
    case 63: // ?
      return questionMark(text, at, next);
    case 124: // |
    case 38: // &
      if (next !== character) return next === 61 ? long(2, ASSIGN_OTHER) : character;
      if (text.charCodeAt(at + 2) === 61) return long(3, ASSIGN_LOGICAL);
      return long(2, character === 124 ? OR : AND);
    case 46: // .
      return next === 46 && text.charCodeAt(at + 2) === 46 ? long(3, SPREAD) : character;
    case 60: // <
    case 62: // >
      return next === 61 ? long(2, ORDER) : character;
    case 43: // +
    case 45: // -
      if (next === character) return long(2, INCREMENT);
      return next === 61 ? long(2, ASSIGN_OTHER) : character;
    case 42: // *
    case 47: // /
    case 37: // %
    case 94: // ^
      return next === 61 ? long(2, ASSIGN_OTHER) : character;
    default:
      return character;
  }
}

export const operatorLength = { value: 1 };

function long(length: number, code: number): number {
  operatorLength.value = length;
  return code;
}

function questionMark(text: string, at: number, next: number): number {
  if (next === 63) return text.charCodeAt(at + 2) === 61 ? long(3, ASSIGN_LOGICAL) : long(2, NULLISH);
  const digit = text.charCodeAt(at + 2);
  if (next === 46 && !(digit >= 48 && digit <= 57)) return long(2, OPTIONAL_DOT);
  return 63;
}
