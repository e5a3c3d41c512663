/** The repository of this package on the web. */

/** The part of package.json that names the repository. */
interface Manifest {
  readonly repository: { readonly url: string };
}

/** The folders of the repository on the web: of raw files, and of pages that show them. */
export interface Repository {
  readonly files: string;
  readonly pages: string;
}

export function repositoryOf({ repository: { url } }: Manifest): Repository {
  const [, name] = /^git\+https:\/\/github\.com\/(.+)\.git$/.exec(url) ?? [];
  return {
    files: `https://raw.githubusercontent.com/${name}/main`,
    pages: `https://github.com/${name}/blob/main`,
  };
}
