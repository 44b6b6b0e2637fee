/** A path below the root as a relative reference of RFC 3986. No first segment is taken for a scheme, and any name comes through. */
export function fileUri(path: string): string {
  return path.split('/').map(segment).join('/');
}

/** An absolute path as a file URI that ends with a slash: of POSIX, of a Windows drive, or a UNC share. */
export function folderUri(path: string): string {
  const isWindows = /^(?:[a-z]:|\\\\)/i.test(path);
  const slashed = (isWindows ? path.replaceAll('\\', '/') : path).replace(/\/+$/, '');
  const drive = /^[a-z]:/i.exec(slashed)?.[0];
  if (drive !== undefined) return `file:///${drive}${fileUri(slashed.slice(drive.length))}/`;
  return slashed.startsWith('//') ? `file:${fileUri(slashed)}/` : `file://${fileUri(slashed)}/`;
}

function segment(name: string): string {
  const whole = name.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  return encodeURIComponent(whole).replaceAll(ALLOWED, (code) => decodeURIComponent(code));
}

/** What a segment may hold as it is beside letters and digits (RFC 3986, 3.3); a colon is left out, for a first segment may not. */
const ALLOWED = /%(?:40|24|26|2B|2C|3B|3D)/g;
