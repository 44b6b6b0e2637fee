import { readDjangoSettings } from '../python/djangoSettings.ts';
import { createPythonWeb } from '../python/pythonWeb.ts';
import type { WebReader } from '../reader.ts';

/** Django's settings: django-cors-headers, the order of middleware, and caching. Views are read with the rest of Python. */
const djangoReader: WebReader = {
  triggers: [
    'cors_allow',
    'cors_origin',
    'cors_urls_regex',
    'cors_expose',
    'cors_preflight',
    'corsmiddleware',
    'whitenoise_max_age',
    'updatecachemiddleware',
    'loginrequiredmiddleware',
    'default_permission_classes',
    'aws_s3_object_parameters',
  ],
  languages: ['python'],
  reads: (path) => !/(?:^|\/)migrations\/\d/.test(path),
  read: (document) => readDjangoSettings(createPythonWeb(document)),
};
export default djangoReader;
