import { PageHead } from "@/shell/page-head";

/** Find anybody. */
export function ProfilesPage() {
  return <PageHead title="Profiles" />;
}
