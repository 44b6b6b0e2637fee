import { tellSampleDefects } from '../support/sampleDefects.ts';

describe('caching and CORS in the sample product', () => {
  tellSampleDefects(/^[HC]\d$/, ['caching', 'cors']);
});
