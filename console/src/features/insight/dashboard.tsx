import { Select } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, client, type View } from "@/api/client";
import { PageHead } from "@/shell/page-head";
import { Answer } from "@/ui/states";
import css from "./insight.module.css";
import { PERIODS } from "./model";
import { TileView } from "./parts/tile";

const route = getRouteApi("/shell/dashboards/$id");

/** One dashboard: all its tiles, of one period that can be changed. */
export function DashboardPage() {
  const { id } = route.useParams();
  const { period } = route.useSearch();
  const navigate = useNavigate();
  const board = api.useQuery("get", "/api/v1/dashboards/{document_id}", {
    params: { path: { document_id: id } },
  });
  const values = useQuery({
    queryKey: ["dashboard", id, period],
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const body = (period ? { period: { last: period } } : {}) as View<"Change">;
      const { data } = await client.POST("/api/v1/dashboards/{document_id}/values", {
        params: { path: { document_id: id } },
        body,
        signal,
      });
      return data as View<"DashboardAnswer">;
    },
  });
  return (
    <>
      <PageHead title={board.data?.name ?? id} crumb={{ label: "Dashboards", to: "/dashboards" }} />
      <div className={css.board}>
        <Answer of={board}>
          {(found) => {
            const body = found as unknown as View<"Dashboard">;
            const own = body.period?.last ?? "30d";
            return (
              <>
                <div className={css.filters}>
                  <Select
                    aria-label="Period"
                    data={
                      PERIODS.some((each) => each.value === own)
                        ? PERIODS
                        : [{ value: own, label: `Last ${own}` }, ...PERIODS]
                    }
                    value={period ?? own}
                    onChange={(next) =>
                      void navigate({
                        to: "/dashboards/$id",
                        params: { id },
                        search: { period: next && next !== own ? next : undefined },
                        replace: true,
                      })
                    }
                  />
                  {body.compare !== "" && <span className="quiet">beside the period before</span>}
                </div>
                <Answer of={values} lines={10}>
                  {({ tiles }) => (
                    <div className={css.tiles} aria-busy={values.isFetching} data-late={values.isFetching}>
                      {tiles.map((tile) => (
                        <TileView key={tile.tile} tile={tile} body={body.tiles?.[tile.tile]} />
                      ))}
                    </div>
                  )}
                </Answer>
              </>
            );
          }}
        </Answer>
      </div>
    </>
  );
}
