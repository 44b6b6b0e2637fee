import assert from 'node:assert/strict';
import pythonReader from '../../../server/src/core/env/readers/python.ts';
import { hostileTexts, readWith, textAt } from './reading.ts';

const read = (text: string, spelled: 'same' | 'other' = 'same') =>
  readWith(pythonReader, 'app/settings.py', text, spelled);

describe('variables in Python', () => {
  it('takes all that start with the prefix that Flask is given', () => {
    assert.deepEqual(read('app.config.from_prefixed_env("SHOP")\n').patterns, ['SHOP_*']);
    assert.deepEqual(read('app.config.from_prefixed_env()\n').patterns, ['FLASK_*']);
  });

  it('takes no words of the language for fields of settings', () => {
    const { needs } = read(
      'from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    api_key: str\n    if V2:\n        model_config = {}\n    else:\n\n        class Config:\n            env_prefix = ""\n',
      'other',
    );
    assert.deepEqual(needs, ['API_KEY required']);
  });

  it('needs what is read with brackets, and not what has a default or gives None', () => {
    const { needs } = read(
      [
        'import os',
        'A = os.environ["A_KEY"]',
        "B = os.environ.get('B_KEY')",
        'C = os.getenv("C_KEY", "x")',
        'D = os.getenv("D_KEY") or "local"',
        'E = os.environ.get("E_KEY", None)',
        'F = os.environ.pop("F_KEY", "")',
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY required',
      'B_KEY optional',
      'C_KEY optional set',
      'D_KEY optional set',
      'E_KEY optional',
      'F_KEY optional empty',
    ]);
  });

  it('knows other names of the environment', () => {
    const { needs } = read(
      [
        'import os as system',
        'from os import environ, getenv as ge',
        'settings = os.environ',
        'environ["A_KEY"]',
        'ge("B_KEY")',
        'system.environ["C_KEY"]',
        'settings.get("D_KEY")',
        'def view(environ_of_request): return environ_of_request["E_KEY"]',
      ].join('\n'),
    );
    assert.deepEqual(needs, ['A_KEY required', 'B_KEY optional', 'C_KEY required', 'D_KEY optional']);
  });

  it('takes no web request for the environment', () => {
    assert.deepEqual(read('def app(environ, start):\n    return environ["REQUEST_METHOD"]\n').needs, []);
  });

  it('follows guards', () => {
    const { needs } = read(
      [
        'import os, sys',
        'if "A_KEY" in os.environ:',
        '    A = os.environ["A_KEY"]',
        'if "B_KEY" not in os.environ:',
        '    raise RuntimeError("B_KEY")',
        'C = os.getenv("C_KEY")',
        'if not C:',
        '    sys.exit("C_KEY is missing")',
        'D = os.getenv("D_KEY")',
        'if D:',
        '    start(D)',
        'try:',
        '    E = os.environ["E_KEY"]',
        'except KeyError:',
        '    E = None',
        'try:',
        '    F = os.environ["F_KEY"]',
        'except KeyError:',
        '    raise ImproperlyConfigured("F_KEY")',
        'assert os.getenv("G_KEY")',
        'if not os.getenv("H_KEY"):',
        '    print("no H_KEY")',
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY optional',
      'A_KEY optional',
      'B_KEY required',
      'C_KEY required',
      'D_KEY optional',
      'E_KEY optional',
      'F_KEY required',
      'G_KEY required',
      'H_KEY optional',
    ]);
  });

  it('needs what breaks on None', () => {
    const { needs } = read(
      'import os\nA = int(os.getenv("A_PORT"))\nB = os.getenv("B_LIST").split(",")\nC = int(os.getenv("C_PORT", 1))\nD = int(os.getenv("D_PORT") or 5)\n',
    );
    assert.deepEqual(needs, [
      'A_PORT required',
      'B_LIST required',
      'C_PORT optional set',
      'D_PORT optional set',
    ]);
  });

  it('does not need what only some runs ask for', () => {
    const text =
      'import os\nif USE_S3:\n    KEY = os.environ["S3_KEY"]\nif not DEBUG:\n    SECRET = os.environ["SECRET_KEY"]\n';
    assert.deepEqual(read(text).needs, ['S3_KEY optional', 'SECRET_KEY required']);
  });

  it('tells conditions that hold in production from others', () => {
    const text = [
      'import os',
      'if DEBUG:',
      '    KEY = "local"',
      'else:',
      '    KEY = os.environ["A_KEY"]',
      'if DEBUG and USE_S3:',
      '    KEY = os.environ["B_KEY"]',
      'def client():',
      '    if ENVIRONMENT == "production":',
      '        return connect(',
      '            os.environ["C_KEY"],',
      '        )',
      '    for name in names:',
      '        if name == "x":',
      '            return os.environ["D_KEY"]',
      '    return os.environ["E_KEY"]',
      'if __name__ == "__main__":',
      '    run(os.environ["F_KEY"])',
      'required = os.getenv("G_KEY")',
      'if strict and not required:',
      '    raise SystemExit("G_KEY")',
    ].join('\n');
    assert.deepEqual(read(text).needs, [
      'A_KEY required',
      'B_KEY optional',
      'C_KEY required',
      'D_KEY optional',
      'E_KEY required',
      'F_KEY required',
      'G_KEY optional',
    ]);
  });

  it('reads no comments and no strings', () => {
    const text =
      'import os\n"""\nos.environ["A_KEY"]\n"""\n# os.environ["B_KEY"]\nx = \'os.environ["C_KEY"]\'\ny = f"{os.environ[\'D_KEY\']}"\n';
    assert.deepEqual(read(text).needs, ['D_KEY required']);
  });

  it('tells writes from reads', () => {
    const text =
      'import os\nos.environ["A_KEY"] = "1"\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\nos.environ.update({"B_KEY": "", "C_KEY": x})\ndel os.environ["A_KEY"]\n';
    const { needs, declared } = read(text);
    assert.deepEqual(needs, []);
    assert.deepEqual(declared, ['A_KEY set', 'DJANGO_SETTINGS_MODULE set', 'B_KEY empty', 'C_KEY unknown']);
  });

  it('finds helpers, what they are called with, and names that are worked out', () => {
    const text = [
      'import os',
      'def require_env(name):',
      '    return os.environ[name]',
      'def flag(name, default="0"):',
      '    return require_env(name) == "1"',
      'class Box:',
      '    def setting(self, key, default=None):',
      '        return os.getenv(key, default)',
      'require_env("A_KEY")',
      'flag("B_KEY", "1")',
      'require_env("C_" + name)',
      'os.environ[f"D_{name}_URL"]',
    ].join('\n');
    const { wrappers, calls, patterns, needs } = read(text);
    assert.deepEqual(wrappers, ['require_env/0 required', 'setting/0 optional', 'flag/0 optional']);
    assert.deepEqual(
      calls?.map(({ helper, name, hasFallback }) => [helper, name, hasFallback]),
      [
        ['require_env', 'A_KEY', false],
        ['flag', 'B_KEY', true],
      ],
    );
    assert.deepEqual(patterns, ['D_*_URL', 'C_*']);
    assert.deepEqual(needs, []);
  });

  it('goes through lists and constants', () => {
    const text =
      'import os\nNAME = "A_KEY"\nos.environ[NAME]\nREQUIRED = ["B_KEY", "C_KEY"]\nfor name in REQUIRED:\n    if not os.environ.get(name):\n        raise SystemExit(name)\n';
    assert.deepEqual(read(text).needs, ['A_KEY required', 'B_KEY required', 'C_KEY required']);
  });

  it('reads decouple, django-environ, environs and Starlette', () => {
    const decouple = read(
      'from decouple import config\nA = config("A_KEY")\nB = config("B_KEY", default=True, cast=bool)\n',
    );
    assert.deepEqual(decouple.needs, ['A_KEY required', 'B_KEY optional set']);
    assert.equal(decouple.uses?.[1]?.schema?.type, 'boolean');
    const django = read(
      'import environ\nenv = environ.Env(DEBUG=(bool, False))\nenv("DEBUG")\nenv("A_KEY")\nenv.int("B_KEY", default=3)\nenv.list("C_KEY")\nenviron.Env.read_env(BASE_DIR / "conf" / ".env")\n',
    );
    assert.deepEqual(django.needs, [
      'DEBUG optional set',
      'DEBUG optional',
      'A_KEY required',
      'B_KEY optional set',
      'C_KEY required',
    ]);
    assert.deepEqual(django.loaded, ['conf/.env']);
    const url = read('import environ\nenv = environ.Env()\nDATABASES = {"default": env.db()}\n', 'other');
    assert.deepEqual(url.needs, ['DATABASE_URL required']);
    const environs = read(
      'from environs import Env\nenv = Env()\nwith env.prefixed("APP_"):\n    a = env.str("HOST")\nb = env("PORT", 80)\n',
      'other',
    );
    assert.deepEqual(environs.needs, ['APP_HOST required', 'PORT optional set']);
    const starlette = read(
      'from starlette.config import Config\nconfig = Config(".env")\nA = config("A_KEY", cast=int)\nB = config("B_KEY", default="")\n',
    );
    assert.deepEqual(starlette.needs, ['A_KEY required', 'B_KEY optional empty']);
    assert.deepEqual(starlette.loaded, ['.env']);
  });

  it('reads the fields of settings classes', () => {
    const text = [
      'from pydantic_settings import BaseSettings, SettingsConfigDict',
      'class Mail(BaseModel):',
      '    host: str',
      'class Base(BaseSettings):',
      '    model_config = SettingsConfigDict(env_prefix="shop_", env_file=(".env", ".env.prod"), env_nested_delimiter="__")',
      'class Settings(Base):',
      '    """database_url: str"""',
      '    database_url: PostgresDsn',
      '    debug: bool = False',
      '    token: str | None = None',
      '    mode: Literal["a", "b"] = Field(...)',
      '    mail: Mail',
      '    key: SecretStr = Field(alias="STRIPE_KEY")',
      '    version: ClassVar[str] = "1"',
      '    def url(self, host: str) -> str:',
      '        local: str = host',
    ].join('\n');
    const { needs, patterns, loaded, validations, uses } = read(text, 'other');
    assert.deepEqual(needs, [
      'SHOP_DATABASE_URL required',
      'SHOP_DEBUG optional set',
      'SHOP_TOKEN optional',
      'SHOP_MODE required',
      'SHOP_MAIL optional',
      'STRIPE_KEY required',
    ]);
    assert.deepEqual(patterns, ['SHOP_MAIL__*']);
    assert.deepEqual(loaded, ['.env', '.env.prod']);
    assert.deepEqual(
      validations?.map(({ library, at }) => [library, textAt(text, at)]),
      [['pydantic', 'Settings']],
    );
    assert.deepEqual(
      uses?.map(({ schema }) => schema?.type),
      ['url', 'boolean', 'string', 'enum', undefined, 'string'],
    );
    assert.deepEqual(uses?.[3]?.schema?.values, ['a', 'b']);
  });

  it('says what is loaded', () => {
    const text =
      'from dotenv import load_dotenv, find_dotenv\nload_dotenv()\nload_dotenv(".env.local")\nload_dotenv(find_dotenv(".env.dev"))\npath = ROOT / "docker" / ".env"\nload_dotenv(dotenv_path=path)\n';
    assert.deepEqual(read(text).loaded, ['.env', '.env.local', '.env.dev', 'docker/.env']);
  });

  it('stays calm with whatever somebody types', () => {
    const head = 'import os\nfrom pydantic import BaseSettings\nfrom decouple import config\n';
    for (const text of hostileTexts(head, [
      'os.environ[',
      'os.getenv("A") or ',
      'class A(BaseSettings):\n  x: str\n',
      ' x in os.environ',
    ])) {
      assert.doesNotThrow(() => read(text, 'other'));
    }
  }).timeout(60_000);
});
