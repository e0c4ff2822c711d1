import { Button, Checkbox, Select } from "@mantine/core";
import { IconLayoutDashboard, IconPencil } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useMay } from "@/api/session";
import { ConditionField } from "@/features/segments/parts/condition-field";
import { PageHead } from "@/shell/page-head";
import { AsText } from "@/ui/document-text";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { type Board, boardOf } from "./board";
import css from "./insight.module.css";
import { PERIODS } from "./model";
import { BoardEditor } from "./parts/board-editor";
import { TileView } from "./parts/tile";
import { useValues } from "./values";

const route = getRouteApi("/shell/dashboards/$id");

/** One dashboard: all its tiles, of one period that can be changed; edited in place. */
export function DashboardPage() {
  const { id } = route.useParams();
  const { edit } = route.useSearch();
  const navigate = useNavigate();
  const board = api.useQuery("get", "/api/v1/dashboards/{document_id}", {
    params: { path: { document_id: id } },
  });
  const found = board.data;
  const may = useMay("documents:write");
  const editing = (on: boolean) =>
    void navigate({ to: "/dashboards/$id", params: { id }, search: { edit: on || undefined } });
  if (found && edit && may) return <BoardEditor key={id} document={found} done={() => editing(false)} />;
  return (
    <>
      <PageHead
        title={found?.name ?? id}
        crumb={{ label: "Dashboards", to: "/dashboards" }}
        status={found && found.state !== "live" ? <DocumentStatus state={found.state} /> : undefined}
      >
        <AsText kind="dashboard" id={id} />
        {may && (
          <Button
            variant="default"
            leftSection={<IconPencil size={15} stroke={1.7} />}
            disabled={!found}
            onClick={() => editing(true)}
          >
            Edit
          </Button>
        )}
      </PageHead>
      <div className={css.board}>
        <Answer of={board}>
          {(document) => <Shown id={id} board={boardOf(document)} edit={() => editing(true)} />}
        </Answer>
      </div>
    </>
  );
}

function Shown({ id, board, edit }: { id: string; board: Board; edit: () => void }) {
  const { period, compare, among = "" } = route.useSearch();
  const navigate = useNavigate();
  const own = board.period.last ?? "30d";
  const beside = compare ?? board.compare === "previous";
  const look = (part: { period?: string; compare?: boolean; among?: string }) =>
    void navigate({
      to: "/dashboards/$id",
      params: { id },
      search: { period, compare, among: among || undefined, ...part },
      replace: true,
    });
  const values = useValues(id, board, {
    ...(period ? { period: { last: period } } : {}),
    compare: beside ? "previous" : "",
    among,
  });
  if (board.tiles.length === 0) {
    return (
      <EmptyState
        icon={IconLayoutDashboard}
        title="Nothing stands here yet"
        words="Put metrics side by side, or ask something in Explore and add the answer here."
        action={
          <button type="button" className="link" onClick={edit}>
            Add the first tile
          </button>
        }
      />
    );
  }
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
          onChange={(next) => look({ period: next && next !== own ? next : undefined })}
        />
        <div className={css.among}>
          <ConditionField
            bare
            label="Only people who"
            placeholder="all people"
            value={among}
            onChange={(found) => look({ among: found || undefined })}
          />
        </div>
        <Checkbox
          label="Compare with the period before"
          checked={beside}
          onChange={(event) => look({ compare: event.currentTarget.checked })}
        />
      </div>
      <Answer of={values.first} lines={10}>
        {() => (
          <>
            <div className={css.tiles} aria-busy={values.late} data-late={values.late}>
              {values.tiles.map((tile) => (
                <TileView key={tile.tile} tile={tile} body={board.tiles[tile.tile]} />
              ))}
            </div>
            {values.later && (
              <Answer of={values.later} lines={10}>
                {() => null}
              </Answer>
            )}
          </>
        )}
      </Answer>
    </>
  );
}
