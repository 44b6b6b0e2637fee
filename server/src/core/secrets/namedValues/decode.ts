/** What a value says once it is decoded: base64, hexadecimal or percent encoding of plain text. Undefined where it is none. */
export function decodedText(value: string): string | undefined {
  const text = fromHex(value) ?? fromBase64(value) ?? fromPercent(value);
  return text !== undefined && text.length >= 3 && PRINTABLE.test(text) ? text : undefined;
}

const PRINTABLE = /^[\x20-\x7e]+\n?$/;
const LONGEST = 1_000;

function fromHex(value: string): string | undefined {
  if (value.length < 12 || value.length > LONGEST || !/^(?:[2-7][0-9a-fA-F])+$/.test(value)) return undefined;
  return value.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function fromBase64(value: string): string | undefined {
  if (value.length > LONGEST || !/^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(value)) return undefined;
  if (value.includes('=') ? value.length % 4 !== 0 : value.length % 4 === 1 || value.length < 8)
    return undefined;
  let [bits, size, text] = [0, 0, ''];
  for (const character of value.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')) {
    bits = ((bits << 6) | ALPHABET.indexOf(character)) & 0xffff;
    size += 6;
    if (size < 8) continue;
    size -= 8;
    const code = (bits >> size) & 0xff;
    // Most values are no text: the first byte or two tell.
    if (code > 126 || (code < 32 && code !== 10)) return undefined;
    text += String.fromCharCode(code);
  }
  return text;
}

function fromPercent(value: string): string | undefined {
  if (!/%[2-7][0-9A-Fa-f]/.test(value)) return undefined;
  return value.replace(/%([2-7][0-9A-Fa-f])/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
