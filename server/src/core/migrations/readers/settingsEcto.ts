import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';

/** The adapter of an Ecto repository: hexdocs.pm/ecto/Ecto.Repo.html */
export default {
  triggers: ['ecto.adapters.'],
  reads: (_path, language) => language === 'elixir',
  read({ text }) {
    const dialects = new Set(
      [...text.matchAll(/\badapter:\s{0,9}Ecto\.Adapters\.(\w{2,20})/g)].flatMap(([, name = '']) =>
        name === 'MyXQL' ? 'mysql' : (dialectNamed(name) ?? []),
      ),
    );
    const [dialect] = dialects.size === 1 ? [...dialects] : [];
    return dialect && { settings: [{ tool: 'ecto', dialect }] };
  },
} satisfies MigrationReader;
