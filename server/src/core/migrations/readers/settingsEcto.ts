import type { MigrationReader } from '../reader.ts';
import { dialectNamed } from '../settings/databases.ts';
import { onlyOf } from '../settings/onlyOf.ts';

/** The adapter of an Ecto repository: hexdocs.pm/ecto/Ecto.Repo.html */
export default {
  languages: ['elixir'],
  triggers: ['ecto.adapters.'],
  reads: () => true,
  read({ text }) {
    const dialect = onlyOf(
      [...text.matchAll(/\badapter:\s{0,9}Ecto\.Adapters\.(\w{2,20})/g)].flatMap(([, name = '']) =>
        name === 'MyXQL' ? 'mysql' : (dialectNamed(name) ?? []),
      ),
    );
    return dialect && { settings: [{ tool: 'ecto', dialect }] };
  },
} satisfies MigrationReader;
