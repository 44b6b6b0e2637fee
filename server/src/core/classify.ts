/** Sorts files by who writes them, so that rules about people's code stay silent on everything else. */

/** `source` is written by people; the others come out of tools, or from elsewhere. */
export type FileClass = 'source' | 'vendored' | 'generated' | 'minified' | 'lock' | 'binary';

/** What the path alone says; `source` where it says nothing. Forward slashes, relative to the root. */
export function classifyPath(path: string): FileClass {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (BINARY_EXTENSION.test(name)) return 'binary';
  if (LOCK_NAME.test(name)) return 'lock';
  if (VENDORED_FOLDER.test(lower)) return 'vendored';
  if (GENERATED_FOLDER.test(lower) || GENERATED_NAME.test(name)) return 'generated';
  if (/[.-]min\.(js|mjs|cjs|css|html)$/.test(name)) return 'minified';
  return 'source';
}

/** What the text says of a file that its path calls `source`. Looks at the first 16 KB. */
export function classifyText(path: string, text: string): FileClass {
  const head = text.slice(0, 16_384);
  if (GENERATED_MARK.test(head.slice(0, 1_024))) return 'generated';
  if (CODE_NAME.test(path) && head.length > 4_096 && averageLineLength(head) > 400) return 'minified';
  return 'source';
}

/** True for bytes that are no text: a NUL in the first 8 KB, as git decides, unless a UTF-16 mark leads. */
export function isBinary(bytes: Uint8Array): boolean {
  if (hasUtf16Mark(bytes)) return false;
  const nul = bytes.subarray(0, 8_192).indexOf(0);
  return nul !== -1;
}

/** True where the bytes start with a UTF-16 byte order mark, of either order. */
export function hasUtf16Mark(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function averageLineLength(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines;
}

const BINARY_EXTENSION =
  /\.(png|jpe?g|gif|webp|avif|ico|icns|bmp|tiff?|psd|heic|mp[34]|m4[av]|mov|avi|webm|ogg|wav|flac|woff2?|ttf|otf|eot|zip|gz|tgz|bz2|xz|7z|rar|jar|war|class|pyc|so|dylib|dll|exe|wasm|a|o|node|pdf|docx?|xlsx?|pptx?|sqlite3?|db|mo|vsix|apk|ipa|bin|dat|parquet|onnx|pt|glb|fbx)$/;
const LOCK_NAME =
  /\.lock$|^(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|composer\.lock|gemfile\.lock|poetry\.lock|pdm\.lock|uv\.lock|pipfile\.lock|cargo\.lock|go\.sum|packages\.lock\.json|mix\.lock|pubspec\.lock|podfile\.lock|flake\.lock|\.terraform\.lock\.hcl|gradle\.lockfile)$/;
// `vendor` only where package managers put it: at the top of a package, not resources/views/vendor.
const VENDORED_FOLDER =
  /(^|\/)(node_modules|bower_components|third[_-]party|\.yarn|\.pnpm-store|site-packages|\.venv|venv|pods|carthage)\/|^vendor\/|\/public\/vendor\//;
const GENERATED_FOLDER =
  /(^|\/)(dist|\.next|\.nuxt|\.output|\.svelte-kit|\.astro|\.turbo|\.vercel|\.netlify|coverage|__generated__|__pycache__|\.git)\//;
const GENERATED_NAME = /\.(map|snap|pb\.go|generated\.[a-z]+|g\.dart|designer\.cs)$|_pb2(_grpc)?\.py$/;
const GENERATED_MARK =
  /@generated\b|\bcode generated\b[^\n]{0,80}\bdo not edit\b|\bautomatically generated\b[^\n]{0,60}\bdo not (edit|modify)\b/i;
const CODE_NAME = /\.(m|c)?[jt]sx?$|\.css$|\.html?$/;
