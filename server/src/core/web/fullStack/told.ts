/** Files of which the readers of full-stack frameworks tell all: who answers, with which headers, and who comes in. */
import { fullStackFileOf } from './paths.ts';
import { nextFileOf } from '../next/paths.ts';

/** Whether they do, by the path and by what the text must have then. */
export function isToldByFramework(path: string, text: string): boolean {
  return isToldByNext(path, text) || isToldByOthers(path, text);
}

function isToldByNext(path: string, text: string): boolean {
  switch (nextFileOf(path)?.role) {
    case undefined:
      return false;
    case 'middleware':
      return isNextMiddleware(text);
    case 'route':
      return EXPORTED_METHOD.test(text);
    case 'api':
      return /export\s{1,10}(?:default|\{)|module\.exports/.test(text);
    case 'pages-page':
      return NEXT_PAGE.test(text);
    default:
      return true;
  }
}

/** Other servers have files of that name too. */
export function isNextMiddleware(text: string): boolean {
  return /['"](?:next\/|@clerk\/nextjs|next-auth|next-intl|@auth0\/nextjs|@workos-inc\/authkit-nextjs|@kinde-oss\/)|\b(?:as|const|function)\s{1,5}(?:middleware|proxy)\b(?![^\n]{0,120}\bres\b)|updateSession/.test(
    text,
  );
}

const EXPORTED_METHOD =
  /export\b[^;=(]{0,200}\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ALL|fallback|get|post|put|patch|del)\b/;
const NEXT_PAGE =
  /\b(?:getServerSideProps|getStaticProps|getStaticPaths|getInitialProps)\b|from\s{0,5}['"]next(?:['"/-])/;
const LOADED =
  /export\b[^;=(]{0,100}\b(?:loader|action|headers|clientLoader|clientAction)\b|\/\+types\/|@remix-run\//;

function isToldByOthers(path: string, text: string): boolean {
  const file = fullStackFileOf(path);
  switch (file?.framework) {
    case undefined:
      return false;
    case 'SvelteKit':
      return true;
    case 'Nuxt':
      return /EventHandler\(/.test(text);
    case 'React Router':
      return LOADED.test(text);
    case 'Astro':
      return file?.role === 'page' || EXPORTED_METHOD.test(text);
  }
}
