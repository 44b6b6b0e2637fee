/** The little that is used of the package `pg`. */
declare module 'pg' {
  interface ClientSettings {
    readonly host: string;
    readonly port: number;
    readonly user?: string | undefined;
    readonly password?: string | undefined;
    readonly database: string;
    readonly ssl: boolean | { readonly rejectUnauthorized: boolean };
    readonly application_name?: string;
    readonly connectionTimeoutMillis?: number;
  }

  interface Result {
    readonly rows: readonly Readonly<Record<string, unknown>>[];
  }

  export class Client {
    constructor(settings: ClientSettings);
    connect(): Promise<void>;
    query(sql: string): Promise<Result | readonly Result[]>;
    on(event: 'notice', listener: (notice: { readonly message?: string }) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    end(): Promise<void>;
  }
}
