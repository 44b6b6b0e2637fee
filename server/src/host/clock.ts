/** Today in the local time zone as an ISO date (YYYY-MM-DD): the day that the person's calendar shows. */
export function today(): string {
  const now = new Date();
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}
