import { Button } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { api } from "@/api/client";
import { useLive } from "@/api/live";
import { queries } from "@/api/queries";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { Sheet } from "@/ui/sheet";
import { Answer, EmptyState } from "@/ui/states";
import css from "./experiments.module.css";
import { titleOf } from "./model";
import { ReadOut } from "./parts/readout";

const route = getRouteApi("/shell/experiments/$journey");
const LIST = { label: "Experiments", to: "/experiments" };
const AGAIN_MS = 5_000;

/** The splits of one journey, each read whole. */
export function ExperimentPage() {
  const { journey } = route.useParams();
  const { node } = route.useSearch();
  const navigate = useNavigate();
  const found = api.useQuery("get", "/api/v1/experiments/{document_id}", {
    params: { path: { document_id: journey } },
  });
  useAgain(journey);
  if (isGone(found)) return <Gone what="experiment" list={LIST} />;
  const items = found.data?.items ?? [];
  const shown = items.find((each) => each.node === node) ?? items[0];
  return (
    <>
      <PageHead title={shown ? titleOf(shown) : "Experiment"} crumb={LIST}>
        <Button
          variant="default"
          leftSection={<IconRoute size={15} stroke={1.7} />}
          onClick={() =>
            void navigate({ to: "/journeys/$id", params: { id: journey }, search: { tab: "report" } })
          }
        >
          Journey
        </Button>
      </PageHead>
      <Answer of={found} lines={12}>
        {() =>
          shown ? (
            <Sheet wide>
              {items.length > 1 && (
                <nav className={css.splits} aria-label="Splits of the journey">
                  {items.map((each) => (
                    <Link
                      key={each.node}
                      to="/experiments/$journey"
                      params={{ journey }}
                      search={{ node: each.node }}
                      aria-current={each === shown ? "page" : undefined}
                    >
                      {titleOf(each)}
                    </Link>
                  ))}
                </nav>
              )}
              <ReadOut experiment={shown} />
            </Sheet>
          ) : (
            <EmptyState
              title="This journey splits nobody"
              words="Hold some people out, or put an experiment step into it, and its read-out shows here."
            />
          )
        }
      </Answer>
    </>
  );
}

/** Asks anew when something of the journey has happened, but not for each of many things. */
function useAgain(journey: string) {
  const last = useRef(0);
  useLive((items) => {
    const mine = items.some((item) => JSON.stringify(item).includes(journey));
    if (!mine || Date.now() - last.current < AGAIN_MS) return;
    last.current = Date.now();
    void queries.invalidateQueries({ queryKey: ["get", "/api/v1/experiments/{document_id}"] });
  });
}
