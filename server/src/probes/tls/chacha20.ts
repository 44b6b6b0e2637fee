/**
 * Decrypts what ChaCha20 encrypted (RFC 8439 section 2.4), from block 1 on as TLS does. BoringSSL's interface for ciphers lacks it,
 * so it is done here for everybody. `key` has 32 bytes, `nonce` 12.
 */
export function chacha20(key: Buffer, nonce: Buffer, data: Buffer): Buffer {
  const plain = Buffer.alloc(data.length);
  const start = Uint32Array.from([
    ...CONSTANTS,
    ...Array.from({ length: 8 }, (_, index) => key.readUInt32LE(index * 4)),
    0,
    ...Array.from({ length: 3 }, (_, index) => nonce.readUInt32LE(index * 4)),
  ]);
  const stream = Buffer.alloc(BLOCK);
  for (let at = 0; at < data.length; at += BLOCK) {
    start[12] = at / BLOCK + 1;
    writeBlock(start, stream);
    const end = Math.min(BLOCK, data.length - at);
    for (let index = 0; index < end; index++)
      plain[at + index] = (data[at + index] ?? 0) ^ (stream[index] ?? 0);
  }
  return plain;
}

const BLOCK = 64;
/** "expand 32-byte k" */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];

/** Columns, then diagonals. */
const QUARTERS: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

function writeBlock(start: Uint32Array, stream: Buffer): void {
  const state = Uint32Array.from(start);
  for (let round = 0; round < 10; round++) for (const quarter of QUARTERS) quarterRound(state, ...quarter);
  for (let index = 0; index < 16; index++)
    stream.writeUInt32LE(((state[index] ?? 0) + (start[index] ?? 0)) >>> 0, index * 4);
}

function quarterRound(state: Uint32Array, a: number, b: number, c: number, d: number): void {
  step(state, a, b, d, 16);
  step(state, c, d, b, 12);
  step(state, a, b, d, 8);
  step(state, c, d, b, 7);
}

/** The sum of two turns a third. */
function step(state: Uint32Array, sum: number, added: number, turned: number, by: number): void {
  const total = ((state[sum] ?? 0) + (state[added] ?? 0)) >>> 0;
  const mixed = (state[turned] ?? 0) ^ total;
  state[sum] = total;
  state[turned] = (mixed << by) | (mixed >>> (32 - by));
}
