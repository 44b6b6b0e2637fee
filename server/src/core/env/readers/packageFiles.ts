import { folderOf, lowerNameOf } from '../../paths.ts';
import { PACKAGE_FORMATS } from '../manifests/packageFormats.ts';
import type { EnvReader } from '../reader.ts';

/** What a folder is, by the package files of every language but package.json. */
export default {
  triggers: [],
  reads: (path) => formatOf(path) !== undefined,
  always: (path) => formatOf(path) !== undefined,
  read(document) {
    if (document.text.length > LONGEST_PACKAGE_FILE) return undefined;
    const facts = formatOf(document.path)?.read(document);
    if (!facts) return undefined;
    return { package: { ...facts, dependencies: [...new Set(facts.dependencies)] } };
  },
} satisfies EnvReader;

/** Lists of thousands of pinned packages are no packages. */
const LONGEST_PACKAGE_FILE = 500_000;

/** Every file is asked about: all but a few end here. */
const NAMES = /\.(?:ya?ml|jsonc?|toml|txt|in|py|rb|mod|exs|xml|kts|gradle|\w{2}proj)$|^(?:pip|gem)file$/;

function formatOf(path: string) {
  const name = lowerNameOf(path);
  if (!NAMES.test(name)) return undefined;
  const folder = lowerNameOf(folderOf(path));
  return PACKAGE_FORMATS.find((format) => format.file.test(`${folder}/${name}`));
}
