import assert from 'node:assert/strict';
import django from '../../../server/src/core/web/readers/django.ts';
import { told } from './pythonFacts.ts';

describe('settings of Django', () => {
  it('reads django-cors-headers step by step, the order of middleware and what else is cached', () => {
    const text = `import os
DEBUG = os.environ.get("DEBUG") == "1"
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
]
CORS_ALLOWED_ORIGINS = ["https://a.example.com"]
CORS_ALLOWED_ORIGIN_REGEXES = [r"^https://\\w+\\.example\\.com$"]
if DEBUG:
    CORS_ALLOWED_ORIGINS += ["http://localhost:3000"]
    CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = list(default_headers) + ["x-request-id"]
CORS_URLS_REGEX = r"^/api/.*$"
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
WHITENOISE_MAX_AGE = 60 * 60
AWS_S3_OBJECT_PARAMETERS = {"CacheControl": f"max-age={60 * 60}"}
`;
    assert.deepEqual(told(django, 'config/settings.py', text, 'cors', 'guards', 'headers'), [
      'django-cors-headers 8:1 «CORS_ALLOWED_ORIGINS» {CORS_ALLOWED_ORIGINS: (production: ["https://a.example.com"] | development: ["https://a.example.com", "http://localhost:3000"]), CORS_ALLOWED_ORIGIN_REGEXES: ["^https://\\\\w+\\\\.example\\\\.com$"], CORS_ALLOW_ALL_ORIGINS: (production: nothing | development: true), CORS_ALLOW_CREDENTIALS: true, CORS_ALLOW_HEADERS: ["x-request-id", …], CORS_URLS_REGEX: "^/api/.*$"} on regex ^/api/.*$ behind-answers 4:6 «django.middleware.common.CommonMiddleware»',
      'Django 6:6 «django.contrib.auth.middleware.LoginRequiredMiddleware» by LoginRequiredMiddleware',
      'Django REST framework 16:51 «rest_framework.permissions.IsAuthenticated» by IsAuthenticated',
      'static-files set cache-control 17:1 «WHITENOISE_MAX_AGE»: "max-age=3600, public" 17:22 «60 * 60»',
      'static-files set cache-control 18:30 «CacheControl»: "max-age=3600" 18:45 «f"max-age={60 * 60}"»',
    ]);
  });

  it('reads variables, and knows a module of settings for development', () => {
    const text = `from .base import *
env = environ.Env()
CORS_ORIGIN_ALLOW_ALL = env.bool("CORS_ALL", default=False)
CORS_ORIGIN_WHITELIST = env.list("CORS_ORIGINS", default=["http://localhost:3000"])
CORS_ALLOWED_ORIGINS = config("CORS_ALLOWED", default="", cast=Csv())
CORS_ALLOWED_ORIGINS.append("http://localhost:8000")
`;
    assert.deepEqual(told(django, 'config/settings/local.py', text, 'cors'), [
      'django-cors-headers 3:1 «CORS_ORIGIN_ALLOW_ALL» {CORS_ORIGIN_ALLOW_ALL: $CORS_ALL! or false, CORS_ORIGIN_WHITELIST: $CORS_ORIGINS! split , or ["http://localhost:3000"], CORS_ALLOWED_ORIGINS: [$CORS_ALLOWED! split , or [], "http://localhost:8000"]} when development',
    ]);
  });

  it('reads classes of settings, but not those of pydantic, and no functions', () => {
    const text = `class Settings(BaseSettings):
    CORS_ALLOWED_ORIGINS: list[str] = ["*"]

class Dev(Configuration):
    CORS_ALLOW_ALL_ORIGINS = True

def cors():
    CORS_ALLOW_ALL_ORIGINS = True
`;
    assert.deepEqual(told(django, 'config/settings.py', text, 'cors'), [
      'django-cors-headers 5:5 «CORS_ALLOW_ALL_ORIGINS» {CORS_ALLOW_ALL_ORIGINS: true} when development',
    ]);
  });
});
