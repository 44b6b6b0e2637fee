/** Sorts files by who writes them, so that rules about people's code stay silent on everything else. */
import { nameOf } from './paths.ts';

/**
 * `source` is written by people; the others come out of tools, or from elsewhere. `bundle` is what a build made for
 * browsers, source maps included; `keystore` a container of keys that is no text: rules see its path alone. `ignored-env` is an
 * env file that git leaves out of commits: its secrets are where they belong.
 */
export type FileClass =
  | 'source'
  | 'vendored'
  | 'generated'
  | 'minified'
  | 'bundle'
  | 'lock'
  | 'keystore'
  | 'ignored-env'
  | 'binary';

/**
 * What the path alone says; `source` where it says nothing. Forward slashes, relative to the root. `built` are the
 * folders that a host found builds in.
 */
export function classifyPath(path: string, built: readonly { readonly folder: string }[] = []): FileClass {
  const lower = path.toLowerCase();
  const name = nameOf(lower);
  if (KEYSTORE.test(name)) return VENDORED_FOLDER.test(lower) ? 'vendored' : 'keystore';
  if (BINARY_EXTENSION.test(name) && !ZONE_FILE.test(lower)) return 'binary';
  if (LOCK_NAME.test(name)) return 'lock';
  if (VENDORED_FOLDER.test(lower)) return 'vendored';
  if (isBundle(path, lower, built)) return 'bundle';
  if (GENERATED_FOLDER.test(lower) || GENERATED_NAME.test(name)) return 'generated';
  if (/[.-]min\.(js|mjs|cjs|css|html)$/.test(name)) return 'minified';
  return 'source';
}

/** What browsers are served of a build: not its caches, and not the part that runs on the server. */
function isBundle(path: string, lower: string, built: readonly { readonly folder: string }[]): boolean {
  if (!SERVED_TO_BROWSERS.test(lower) || SERVER_OUTPUT.test(lower)) return false;
  if (/\.(?:[cm]?js|css)\.map$/.test(lower) && !lower.includes('/coverage/')) return true;
  return BUNDLE_FOLDER.test(lower) || built.some(({ folder }) => path.startsWith(`${folder}/`));
}

/** What the text says of a file that its path calls `source`. Looks at the first 16 KB. */
export function classifyText(path: string, text: string): FileClass {
  const head = text.slice(0, 16_384);
  if (GENERATED_MARK.test(head.slice(0, 1_024))) return 'generated';
  if (CODE_NAME.test(path) && head.length > 4_096 && averageLineLength(head) > 400) return 'minified';
  return 'source';
}

/** False where the bytes of a file have too many lines for `classifyText` to call it minified. */
export function mayBeMinified(path: string, bytes: Uint8Array): boolean {
  if (!CODE_NAME.test(path)) return false;
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1 && at < 16_384; at = bytes.indexOf(10, at + 1))
    if (++lines > 16_384 / 400) return false;
  return true;
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
/** A zone of DNS as BIND's users call it: `zones/shop.db`, `shop.com.db`. Others of that ending are databases. */
const ZONE_FILE =
  /(?:^|\/)(?:zones?|dns|bind9?|named|masters?)\/(?:[^/]{1,80}\/){0,6}[^/]+\.db$|(?:^|\/)(?:db\.)?[a-z\d-]+(?:\.[a-z\d-]+)*\.(?:com|net|org|io|app|dev|co|eu|de|uk|fr|nl|example|test)\.db$/;
const LOCK_NAME =
  /\.lock$|^(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|composer\.lock|gemfile\.lock|poetry\.lock|pdm\.lock|uv\.lock|pipfile\.lock|cargo\.lock|go\.sum|packages\.lock\.json|mix\.lock|pubspec\.lock|podfile\.lock|flake\.lock|\.terraform\.lock\.hcl|gradle\.lockfile)$/;
// `vendor` only where package managers put it: at the top of a package, not resources/views/vendor; Go's holds addresses. And
// libraries that people copy to what is served, by their names.
const VENDORED_FOLDER =
  /(^|\/)(node_modules|bower_components|third[_-]party|\.yarn|\.pnpm-store|site-packages|\.venv|venv|pods|carthage)\/|^vendor\/|\/public\/vendor\/|\/vendor\/(?:[\w-]+\.)+[a-z]+\/[^/]+\/|(?:^|\/)(?:public|static|assets|wwwroot)\/(?:[\w.-]{1,40}\/){0,3}(?:tinymce|ckeditor\d?|summernote|mathjax|pdfjs|codemirror|ace-builds|fontawesome|font-awesome|datatables)\//;
const GENERATED_FOLDER =
  /(^|\/)(dist|\.next|\.nuxt|\.output|\.svelte-kit|\.astro|\.turbo|\.vercel|\.netlify|coverage|__generated__|__pycache__|\.git)\//;
/** Folders that hold nothing but builds. "build", "out" and "public/assets" may hold sources: a host has to look. */
const BUNDLE_FOLDER =
  /(^|\/)(dist|\.next|\.nuxt\/dist\/client|\.output\/public|\.svelte-kit\/output\/client|\.vercel\/output\/static|storybook-static)\//;
const SERVED_TO_BROWSERS = /\.(?:[cm]?js|css|html?|json|map|rsc|txt|webmanifest)$/;
const SERVER_OUTPUT =
  /(^|\/)(?:\.next\/(?:(?:cache|standalone|types|dev|trace|diagnostics)\/|[^/]+\.js(?:on)?$|server\/(?!(?:app|pages)\/.*\.(?:html|rsc|json|body)$))|\.output\/server\/|dist\/(?:server|ssr|functions|types|cjs|esm|lib)\/|build\/server\/|\.vercel\/output\/functions\/|\.netlify\/)/;
/** PKCS #12, Java's two formats and KeePass. */
const KEYSTORE = /\.(p12|pfx|jks|keystore|bks|kdbx)$/;
const GENERATED_NAME = /\.(map|snap|pb\.go|generated\.[a-z]+|g\.dart|designer\.cs)$|_pb2(_grpc)?\.py$/;
const GENERATED_MARK =
  /@generated\b|\bcode generated\b[^\n]{0,80}\bdo not edit\b|\bautomatically generated\b[^\n]{0,60}\bdo not (edit|modify)\b/i;
const CODE_NAME = /\.(m|c)?[jt]sx?$|\.css$|\.html?$/;
