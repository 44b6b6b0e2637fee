/** Paths of files and folders: forward slashes, relative to the root, which is "". */

/** The folder that holds a file or a folder. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The name of a file or a folder, without the folders that hold it. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function lowerNameOf(path: string): string {
  return nameOf(path).toLowerCase();
}

/** The path of what is called `name` in a folder. */
export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The path from a folder on; the file must lie in it. */
export function insideOf(path: string, folder: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

/** The path of what is written relative to a folder, with `.` and `..` worked out; undefined for one that leaves the root. */
export function resolve(folder: string, relative: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
