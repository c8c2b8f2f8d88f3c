// The key from the address. It is taken out of it, so that it does not end up in bookmarks or on screens, and kept for this tab.
const storage = 'localcascade-key';

export function takeKey(): string | null {
  const inAddress = location.hash.slice(1);
  if (inAddress.length > 0) {
    sessionStorage.setItem(storage, inAddress);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(storage);
}

/** The first one may have been good for one entry only. */
export const keepKey = (key: string): void => sessionStorage.setItem(storage, key);
