import assert from 'node:assert/strict';
import jvmReader from '../../../server/src/core/env/readers/jvm.ts';
import { hostileTexts, readWith } from './reading.ts';

const read = (text: string, path = 'src/main/java/A.java') => readWith(jvmReader, path, text);

describe('variables in Java and Kotlin', () => {
  it('needs what the code uses without asking', () => {
    const { needs } = read(
      [
        'class A {',
        '  String a = System.getenv("A_KEY");',
        '  String b = System.getenv("B_KEY") != null ? System.getenv("B_KEY") : "b";',
        '  String c = System.getenv().getOrDefault("C_KEY", "c");',
        '  String d = Optional.ofNullable(System.getenv("D_KEY")).orElse("d");',
        '  void e() {',
        '    String e = System.getenv("E_KEY");',
        '    if (e == null) {',
        '      throw new IllegalStateException("E_KEY");',
        '    }',
        '    String f = System.getenv("F_KEY");',
        '    if (f != null) { start(f); }',
        '    boolean g = "true".equals(System.getenv("G_KEY"));',
        '    String h = Objects.requireNonNull(System.getenv("H_KEY"));',
        '  }',
        '}',
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY required',
      'B_KEY optional',
      'B_KEY optional',
      'C_KEY optional set',
      'D_KEY optional set',
      'E_KEY required',
      'F_KEY optional',
      'G_KEY optional',
      'H_KEY required',
    ]);
  });

  it('knows the operators of Kotlin', () => {
    const { needs } = read(
      'val a = System.getenv("A_KEY") ?: "a"\nval b = System.getenv("B_KEY") ?: error("B_KEY")\nval c = System.getenv("C_KEY")!!\nval d = System.getenv("D_KEY")?.toInt()\nval e = System.getenv()["E_KEY"] ?: "e"\n',
      'A.kt',
    );
    assert.deepEqual(needs, [
      'A_KEY optional set',
      'B_KEY required',
      'C_KEY required',
      'D_KEY optional',
      'E_KEY optional set',
    ]);
  });

  it('reads placeholders of Spring', () => {
    const code =
      '@Value("${A_KEY}") String a;\n@Value("${B_KEY:x}") String b;\n@Value("${spring.c}") String c;\nString d = environment.getProperty("D_KEY");\nString e = env.getRequiredProperty("E_KEY");\n';
    assert.deepEqual(read(code).needs, [
      'A_KEY required',
      'B_KEY optional set',
      'D_KEY optional',
      'E_KEY required',
    ]);
    const yaml =
      'spring:\n  url: jdbc:postgresql://${DB_HOST}:${DB_PORT:5432}/shop\n  # old: ${OLD_KEY}\n  key: ${NEW_KEY:${OTHER_KEY:x}}\n  name: ${spring.name}\n';
    assert.deepEqual(read(yaml, 'src/main/resources/application-prod.yml').needs, [
      'DB_HOST required',
      'DB_PORT optional set',
      'NEW_KEY optional reference',
      'OTHER_KEY optional',
    ]);
    const properties = read(
      'APP_VERSION=1\nserver.port=${PORT:8080}\n#x=${OLD}\n',
      'src/main/resources/application.properties',
    );
    assert.deepEqual(properties.needs, ['PORT optional set']);
    assert.deepEqual(properties.declared, ['APP_VERSION set']);
    assert.deepEqual(properties.patterns, ['SERVER_*']);
    const nested = 'app-mail:\n  from: x\n# old:\nserver: # port\n  port: 1\nflat: 2\n';
    assert.deepEqual(read(nested, 'src/main/resources/application.yaml').patterns, ['APPMAIL_*', 'SERVER_*']);
  });

  it('reads Gradle scripts as builds', () => {
    const { uses } = read("def user = System.getenv('DEPLOY_USER')\n", 'build.gradle');
    assert.deepEqual(
      uses?.map(({ name, need, phase }) => [name, need, phase]),
      [['DEPLOY_USER', 'optional', 'build']],
    );
  });

  it('reads no comments and no strings, and finds helpers', () => {
    const { needs, wrappers, patterns } = read(
      '/* System.getenv("A_KEY") */\nString x = "System.getenv(\\"B_KEY\\")";\nstatic String required(String name) { return Objects.requireNonNull(System.getenv(name)); }\nString y = System.getenv("C_" + z);\n',
    );
    assert.deepEqual(needs, []);
    assert.deepEqual(wrappers, ['required/0 required']);
    assert.deepEqual(patterns, ['C_*']);
  });

  it('stays calm with whatever somebody types', () => {
    for (const text of hostileTexts('System.getenv("X");\n', [
      'System.getenv("A_B")',
      '${A_B:',
      'String x = System.getenv("A");\n',
    ])) {
      for (const path of ['A.java', 'A.kt', 'application.yml']) assert.doesNotThrow(() => read(text, path));
    }
  }).timeout(60_000);
});
