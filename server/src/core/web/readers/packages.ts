import { createWebCollector, LARGEST_CONFIGURATION } from '../manifests/collector.ts';
import { packageFileOf } from '../manifests/packageVersions.ts';
import { isWebPackage } from '../manifests/webPackages.ts';
import type { WebReader } from '../reader.ts';

/** Package files of every language: the versions of the libraries that send headers. */
export default {
  triggers: [],
  languages: ['json', 'jsonc', 'toml', 'yaml', 'text', 'ruby', 'xml', 'elixir', 'kotlin'],
  reads: isPackageFile,
  always: isPackageFile,
  read(document) {
    const format = packageFileOf(document.path);
    if (!format || document.text.length > LARGEST_CONFIGURATION) return undefined;
    const collector = createWebCollector(document);
    for (const { name, version } of format.read(document))
      if (isWebPackage(format.language, name)) collector.library(name, version);
    return collector.facts();
  },
} satisfies WebReader;

function isPackageFile(path: string): boolean {
  return packageFileOf(path) !== undefined;
}
