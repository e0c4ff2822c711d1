// Write keys that were issued in this tab, so that the next screen can show them once more; gone with the tab.

const fresh = new Map<string, string>();

export const keepKey = (source: string, key: string): void => void fresh.set(source, key);
export const freshKey = (source: string): string | undefined => fresh.get(source);
