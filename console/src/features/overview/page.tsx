import { PageHead } from "@/shell/page-head";

/** What changed since yesterday. */
export function OverviewPage() {
  return <PageHead title="Overview" />;
}
