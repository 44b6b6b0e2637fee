import { strict as assert } from 'node:assert';
import { isLoopback, parseAddress } from '../../server/src/host/trace/address.ts';
import { reachesServer, runsAlone } from '../../server/src/host/trace/statements.ts';

describe('the address of a server', () => {
  it('is read from a URL', () => {
    assert.deepEqual(parseAddress('postgres://me:p%40ss@localhost:5433/app'), {
      host: 'localhost',
      port: 5433,
      user: 'me',
      password: 'p@ss',
      database: 'app',
      ssl: 'off',
    });
    assert.deepEqual(parseAddress('postgresql:///app?host=/run/postgresql'), {
      host: '/run/postgresql',
      port: 5432,
      database: 'app',
      ssl: 'off',
    });
    assert.equal(parseAddress('postgres://[::1]/')?.host, '::1');
    for (const wrong of [
      '',
      'localhost',
      'mysql://localhost/app',
      'postgres://localhost:x/app',
      'postgres://a,b/app',
    ])
      assert.equal(parseAddress(wrong), undefined, wrong);
  });

  it('is the one that is connected to, whatever stands in front', () => {
    assert.equal(parseAddress('postgres://localhost/app?host=db.example.com')?.host, 'db.example.com');
    assert.equal(parseAddress('postgres://localhost@db.example.com/app')?.host, 'db.example.com');
  });

  it('is encrypted and verified unless it is on this machine, or the URL says otherwise', () => {
    assert.equal(parseAddress('postgres://db.example.com/app')?.ssl, 'verified');
    assert.equal(parseAddress('postgres://db.example.com/app?sslmode=require')?.ssl, 'unverified');
    assert.equal(parseAddress('postgres://db.example.com/app?sslmode=disable')?.ssl, 'off');
  });

  it('is on this machine or it is not', () => {
    for (const here of ['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '::1', '/run/postgresql'])
      assert.ok(isLoopback(here), here);
    for (const there of ['localhost.example.com', '10.0.0.1', '127.0.0.1.example.com', '0.0.0.0', 'db'])
      assert.ok(!isLoopback(there), there);
  });
});

describe('what reaches beyond a database', () => {
  it('is told by how the statement begins', () => {
    for (const sql of [
      'CREATE ROLE x',
      '-- note\n/* more */ drop  database y',
      'ALTER SYSTEM SET a = 1',
      'GRANT admin TO me',
      "COPY t FROM PROGRAM 'ls'",
      "DO $$ BEGIN EXECUTE 'DROP ROLE x'; END $$",
      'SELECT pg_reload_conf()',
      'REASSIGN OWNED BY a TO b',
      'GRANT CONNECT ON DATABASE app TO reader',
      'REVOKE ALL\n  ON DATABASE app FROM PUBLIC',
      'GRANT SET ON PARAMETER work_mem TO reader',
      "COMMENT ON DATABASE app IS 'ours'",
      "COMMENT ON ROLE reader IS 'reads'",
      "COPY t TO '/srv/t.csv'",
      "COPY t (a, b) FROM E'/srv/t.csv' WITH (FORMAT csv)",
      "CREATE SUBSCRIPTION s CONNECTION 'host=db' PUBLICATION p",
      "INSERT INTO t SELECT pg_read_binary_file('/etc/hostname')",
      "WITH x AS (SELECT 1) SELECT lo_import('/etc/hostname')",
      "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
    ])
      assert.ok(reachesServer(sql), sql);
    for (const sql of [
      'GRANT SELECT ON t TO me',
      'CREATE TABLE role (id int)',
      "INSERT INTO t VALUES ('create role')",
      'COPY t FROM stdin',
      "COPY t TO stdout WITH (NULL 'x')",
      "COMMENT ON TABLE database IS 'of records'",
      'GRANT USAGE ON SCHEMA database TO me',
      'ALTER TABLE t ADD COLUMN dblink text',
      'CREATE USER MAPPING FOR x SERVER y',
    ])
      assert.ok(!reachesServer(sql), sql);
  });
});

describe('what can’t be in a transaction', () => {
  it('is told by how the statement begins', () => {
    for (const sql of [
      'CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)',
      'drop index concurrently if exists i',
      'REINDEX (CONCURRENTLY) INDEX i',
      'REINDEX TABLE CONCURRENTLY t',
      'VACUUM FULL t',
      'ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY',
    ])
      assert.ok(runsAlone(sql), sql);
    for (const sql of [
      'CREATE INDEX i ON t (a)',
      'REFRESH MATERIALIZED VIEW CONCURRENTLY v',
      'REINDEX TABLE t',
    ])
      assert.ok(!runsAlone(sql), sql);
  });
});
