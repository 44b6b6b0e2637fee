/** What lets somebody in, by its name. */
export function opensDoors(name: string): boolean {
  if (
    /^(?:NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|EXPO_PUBLIC)_|PUBLISHABLE|PUBLIC_KEY|SITE_KEY|ANON_KEY/.test(name)
  )
    return false;
  return /(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|(?:^|_)(?:PASS|KEY|APIKEY|AUTH|PIN|BEARER|CREDENTIALS?))(?:_\d{1,2}|_PROD|_LIVE|_TEST)?$/.test(
    name,
  );
}
