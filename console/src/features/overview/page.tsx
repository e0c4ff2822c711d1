import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { api } from "@/api/client";
import { useSoon, type Work } from "@/api/live";
import { useMay, useSession } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { Answer } from "@/ui/states";
import css from "./overview.module.css";
import { Begin } from "./parts/begin";
import { Concerns } from "./parts/concerns";
import { Figures } from "./parts/figures";
import { Journeys } from "./parts/journeys";
import { Moves } from "./parts/moves";
import { NoPassword } from "./parts/no-password";
import { Now } from "./parts/now";

const Desk = lazy(() => import("@/features/profiles/desk"));

/** A day is counted anew at most so often, however much happens. */
const PAUSE = 10_000;
/** What its concerns are about. */
const ALSO: readonly Work[] = ["documents", "health", "models", "quarantine"];

/** What somebody begins with: who answers calls, with whom they speak; others with what changed. */
export function FirstPage() {
  if (useSession().role !== "agent") return <OverviewPage />;
  return (
    <Suspense fallback={<PageHead title="Desk" />}>
      <Desk />
    </Suspense>
  );
}

/** What changed since yesterday, each thing with a way in. */
export function OverviewPage() {
  const overview = api.useQuery("get", "/api/v1/overview");
  useSoon(() => void overview.refetch(), PAUSE, ALSO);
  const may = useMay("documents:write");
  const follows = useMay("live:read");
  return (
    <>
      <PageHead title="Overview">
        {may && overview.data?.people !== 0 && (
          <Button component={Link} to="/segments/new" leftSection={<IconPlus size={14} />}>
            New segment
          </Button>
        )}
      </PageHead>
      <NoPassword />
      <div className={css.page}>
        <Answer of={overview} lines={10}>
          {(found) => {
            const begins = may && found.people === 0;
            return (
              <>
                {begins ? (
                  <Begin segments={found.segments.length} journeys={found.journeys.length} />
                ) : (
                  <Figures of={found} />
                )}
                <div className={css.columns}>
                  <div className={css.column}>
                    {begins ? <Concerns of={found} /> : <Moves of={found.segments} />}
                    <Journeys of={found.journeys} />
                  </div>
                  <div className={css.column}>
                    {!begins && <Concerns of={found} />}
                    {follows && <Now />}
                  </div>
                </div>
              </>
            );
          }}
        </Answer>
      </div>
    </>
  );
}
