/** Boundaries for formats whose alphabet goes beyond [A-Za-z0-9_]; see `TokenFormat.boundary`. */

/** For tokens that may themselves contain hyphens. */
export const URL_SAFE = /[A-Za-z0-9_-]/;

/** For values without any mark of their own: not a piece of a path, a file name, a digest or a base64 text. */
export const BARE = /[A-Za-z0-9_+/.-]/;

/** For tokens without a character that base64 does not have: not a piece of an embedded image or font. */
export const BASE64 = /[A-Za-z0-9_+/]/;

export const BASE64_URL = /[A-Za-z0-9_+/-]/;

/** The scheme and the host of a web address, up to where a keyword starts; see `TokenFormat.lead`. */
export const ORIGIN = /(?:https|wss):\/\/[a-z0-9.-]{1,80}$/;
