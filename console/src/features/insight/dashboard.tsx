import { Button, Checkbox, Select } from "@mantine/core";
import { IconLayoutDashboard, IconPencil } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useOpened, useSitting } from "@/api/drafts";
import { useMay } from "@/api/session";
import { ConditionField } from "@/features/segments/parts/condition-field";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { AsText } from "@/ui/document-text";
import { Drafted } from "@/ui/drafted";
import { Ending } from "@/ui/ending";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { type Board, boardOf } from "./board";
import css from "./insight.module.css";
import { periodsWith } from "./model";
import { BoardEditor } from "./parts/board-editor";
import { TileView } from "./parts/tile";
import { useValues } from "./values";

const LIST = { label: "Dashboards", to: "/dashboards" };
const route = getRouteApi("/shell/dashboards/$id");

/** One dashboard: all its tiles, of one period that can be changed; edited in place. */
export function DashboardPage() {
  const { id } = route.useParams();
  const { edit, show } = route.useSearch();
  const navigate = useNavigate();
  const may = useMay("documents:write");
  // What is live is looked at; what is edited is the draft, where one waits.
  const board = useOpened("dashboards", id, edit && may ? show : "live");
  const sitting = useSitting(id, board.data?.opened.version);
  const editing = (on: boolean) =>
    void navigate({ to: "/dashboards/$id", params: { id }, search: { edit: on || undefined } });
  if (isGone(board)) return <Gone what="dashboard" list={LIST} />;
  if (board.data && edit && may) {
    const { head, opened } = board.data;
    return <BoardEditor key={sitting.key} head={head} document={opened} done={() => editing(false)} />;
  }
  const found = board.data?.head;
  return (
    <>
      <PageHead
        title={found?.name ?? id}
        crumb={LIST}
        status={found && found.state !== "live" ? <DocumentStatus state={found.state} /> : undefined}
      >
        <AsText kind="dashboard" id={id} />
        {may && found && (
          <Ending
            documents="dashboards"
            head={found}
            content={{ ...boardOf(found), labels: found.labels }}
            to="/dashboards"
            changed={false}
          />
        )}
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
      {found && may && (
        <Drafted documents="dashboards" head={found} version={found.version} search={{ edit: true }} />
      )}
      <div className={css.board}>
        <Answer of={board}>
          {({ head }) => (
            <Shown
              id={id}
              live={head.status !== "draft"}
              board={boardOf(head)}
              edit={may ? () => editing(true) : undefined}
            />
          )}
        </Answer>
      </div>
    </>
  );
}

interface ShownProps {
  id: string;
  /** Whether it was ever published. */
  live: boolean;
  board: Board;
  /** Nothing for who may only look. */
  edit: (() => void) | undefined;
}

function Shown({ id, live, board, edit }: ShownProps) {
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
  const values = useValues(live ? id : undefined, board, {
    ...(period ? { period: { last: period } } : {}),
    compare: beside ? "previous" : "",
    among,
  });
  if (board.tiles.length === 0) {
    return (
      <EmptyState
        icon={IconLayoutDashboard}
        title="No tiles yet"
        words={
          edit
            ? "Put metrics side by side, or ask something in Explore and add the answer here."
            : "Whoever may edit it puts metrics and charts here, side by side."
        }
        action={
          edit ? (
            <button type="button" className="link" onClick={edit}>
              Add the first tile
            </button>
          ) : (
            <Link to="/insight" className="link">
              Ask something in Explore
            </Link>
          )
        }
      />
    );
  }
  return (
    <>
      <div className={css.filters}>
        <Select
          aria-label="Period"
          data={periodsWith(own)}
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
