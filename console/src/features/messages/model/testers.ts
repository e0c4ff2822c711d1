interface Policy {
  id: string;
  testers?: readonly string[];
}

const isWeb = (address: string): boolean => /^https?:\/\//i.test(address);

/** Those whom policies name as testers and a channel can reach: mail goes to mail, a webhook to the web. */
export function testersOf(policies: readonly Policy[], channel: string): string[] {
  const all = [...new Set(policies.flatMap(({ testers = [] }) => testers))];
  if (channel === "local") return all;
  return all.filter((address) =>
    channel === "webhook" ? isWeb(address) : channel === "email" && !isWeb(address),
  );
}

/** The policy that takes a new tester: one that names some, else any. */
export const takingTester = <P extends Policy>(policies: readonly P[]): P | undefined =>
  policies.find(({ testers }) => testers?.length) ?? policies[0];

/** What keeps something typed from being a tester's address; nothing if it is one. */
export function notAddress(typed: string, channel: string): string {
  const said = typed.trim();
  if (channel === "webhook") return isWeb(said) ? "" : "A web address, such as https://qa.shop.example/hook.";
  return /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(said) ? "" : "An email address, such as you@shop.example.";
}
