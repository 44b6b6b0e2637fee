/** Images that are set up by variables alone. Their pages on Docker Hub list them. */
import type { ImplicitReader } from '../implicitTable.ts';

export const IMAGES: readonly ImplicitReader[] = [
  {
    words: "a database's image",
    names:
      'POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_INITDB_ARGS POSTGRES_HOST_AUTH_METHOD ' +
      'POSTGRES_PORT MYSQL_ROOT_PASSWORD MYSQL_DATABASE MYSQL_USER MYSQL_PASSWORD ' +
      'MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD MARIADB_ROOT_PASSWORD MARIADB_DATABASE ' +
      'MARIADB_USER MARIADB_PASSWORD MONGO_INITDB_ROOT_USERNAME MONGO_INITDB_ROOT_PASSWORD ' +
      'MONGO_INITDB_DATABASE MSSQL_SA_PASSWORD SA_PASSWORD ACCEPT_EULA REDIS_ARGS ALLOW_EMPTY_PASSWORD ' +
      'CLICKHOUSE_USER CLICKHOUSE_PASSWORD CLICKHOUSE_DB PGDATA',
  },
  {
    words: 'the MinIO image',
    names: 'MINIO_ROOT_USER MINIO_ROOT_PASSWORD MINIO_ACCESS_KEY MINIO_SECRET_KEY MINIO_DEFAULT_BUCKETS',
  },
  {
    words: 'the RabbitMQ image',
    names: 'RABBITMQ_DEFAULT_USER RABBITMQ_DEFAULT_PASS RABBITMQ_DEFAULT_VHOST RABBITMQ_ERLANG_COOKIE',
  },
  { words: 'pgAdmin', prefixes: 'PGADMIN_' },
  { words: 'the Grafana image', prefixes: 'GF_' },
  {
    words: "a reverse proxy's image",
    names: 'LETSENCRYPT_HOST LETSENCRYPT_EMAIL VIRTUAL_HOST VIRTUAL_PORT',
    prefixes: 'TRAEFIK_ CADDY_',
  },
  { words: "a process's user in the container", names: 'PUID PGID UMASK' },
];
