import { ActionIcon, Button, Checkbox, Menu, Select, Tooltip } from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import {
  IconArrowBackUp,
  IconChartDots2,
  IconLetterCase,
  IconNumber123,
  IconPlus,
  IconRoute,
  IconSend,
} from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useAll } from "@/api/all";
import { client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { ConditionField } from "@/features/segments/parts/condition-field";
import { PageHead } from "@/shell/page-head";
import { EmptyState, ErrorNote } from "@/ui/states";
import { tell, tellFault } from "@/ui/tell";
import { useWriting } from "@/ui/writing";
import { type Board, boardOf, type Edited, edited, moved, resized, type Tile, undone } from "../board";
import css from "../insight.module.css";
import { PERIODS } from "../model";
import { EditableTile } from "./editable-tile";

interface Props {
  document: View<"DocumentView">;
  done: () => void;
}

/** A dashboard while it is edited: every tile can be moved, resized, named and removed, by mouse and by keyboard. */
export function BoardEditor({ document, done }: Props) {
  const [now, setNow] = useState<Edited>(() => ({ board: boardOf(document), before: [] }));
  const [busy, setBusy] = useState(false);
  const { board } = now;
  const change = (part: Partial<Board>) => setNow((known) => edited(known, { ...known.board, ...part }));
  const tiles = (change: (tiles: Tile[]) => Tile[]) =>
    setNow((known) => edited(known, { ...known.board, tiles: change(known.board.tiles) }));
  const undo = () => setNow(undone);
  useHotkeys([["mod+z", undo]]);
  const values = useDraft(board);
  const answerOf = (tile: Tile | undefined) => tile && values.data?.[questionOf(tile)];

  const { name, description, labels } = document;
  const content = { name, description, labels, ...board };
  const writing = useWriting("dashboards", document, {
    version: document.version,
    content,
    changed: now.before.length > 0,
  });

  function remove(place: number) {
    const tile = board.tiles[place];
    const title = tile?.title || answerOf(tile)?.title || "The tile";
    tiles((all) => all.filter((_, at) => at !== place));
    tell(`${title} is removed.`, undo);
  }

  async function save() {
    setBusy(true);
    try {
      if (!(await writing.save({ ...content, status: "published" }))) return setBusy(false);
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/dashboards/{document_id}"] });
      tell("Saved.");
      done();
    } catch (error) {
      tellFault(error);
      setBusy(false);
    }
  }

  return (
    <>
      <PageHead title={document.name} crumb={{ label: "Dashboards", to: "/dashboards" }}>
        <Tooltip label="Undo">
          <ActionIcon
            variant="default"
            aria-label="Undo the last change"
            disabled={now.before.length === 0}
            onClick={undo}
          >
            <IconArrowBackUp size={16} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <AddTile add={(tile) => tiles((all) => [...all, tile])} />
        <Button variant="default" onClick={done}>
          Cancel
        </Button>
        <Button loading={busy} disabled={now.before.length === 0} onClick={() => void save()}>
          Save
        </Button>
      </PageHead>
      {writing.shown}
      <div className={css.board}>
        <div className={css.filters}>
          <Select
            aria-label="Period"
            data={PERIODS}
            value={board.period.last ?? null}
            placeholder="Its own"
            onChange={(last) => last && change({ period: { last } })}
          />
          <div className={css.among}>
            <ConditionField
              bare
              label="Only people who"
              placeholder="all people"
              value={board.among}
              onChange={(among) => change({ among })}
            />
          </div>
          <Checkbox
            label="Compare with the period before"
            checked={board.compare === "previous"}
            onChange={(event) => change({ compare: event.currentTarget.checked ? "previous" : "" })}
          />
        </div>
        <p className={css.hint}>
          Drag a tile by its handle, or focus the handle and press the arrow keys. Widen it at its right edge.
        </p>
        {values.error && <ErrorNote words={problemOf(values.error).words} />}
        {board.tiles.length === 0 ? (
          <EmptyState
            title="Nothing stands here yet"
            words="“Add a tile” offers your metrics and plain words. Charts come from Explore: ask there, and choose “Add to a dashboard”."
          />
        ) : (
          <div className={css.tiles} aria-busy={values.isFetching} data-late={values.isPlaceholderData}>
            {board.tiles.map((tile, place) => (
              <EditableTile
                // biome-ignore lint/suspicious/noArrayIndexKey: a tile is its place.
                key={place}
                place={place}
                count={board.tiles.length}
                tile={tile}
                answer={answerOf(tile)}
                move={(from, to) => tiles((all) => moved(all, from, to))}
                resize={(step) => tiles((all) => resized(all, place, step))}
                change={(part) =>
                  tiles((all) => all.map((each, at) => (at === place ? { ...each, ...part } : each)))
                }
                remove={() => remove(place)}
              />
            ))}
          </div>
        )}
      </div>
    </>
  );
}

/** What a tile asks: its width and title change nothing that is computed. */
const questionOf = ({ width: _, title: __, ...question }: Tile): string => JSON.stringify(question);

/** What a board that nobody has saved would show, by question: a tile that is moved takes its answer with it. */
function useDraft(board: Board) {
  const [settled] = useDebouncedValue(board, 300);
  const { tiles, ...context } = settled;
  const questions = [...new Set(tiles.map(questionOf))].sort();
  return useQuery({
    queryKey: ["dashboard draft", context, questions],
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled: questions.length > 0,
    queryFn: async ({ signal }) => {
      const body = { ...context, tiles: questions.map((question) => JSON.parse(question)) };
      const { data } = await client.POST("/api/v1/insight/dashboards", { body: body as never, signal });
      const answers = (data as View<"DashboardAnswer">).tiles;
      return Object.fromEntries(answers.map((answer) => [questions[answer.tile] ?? "", answer]));
    },
  });
}

/** Metrics, words, and the way to charts. */
function AddTile({ add }: { add: (tile: Tile) => void }) {
  const navigate = useNavigate();
  const metrics = useAll("metrics");
  const journeys = useAll("journeys");
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={15} stroke={1.8} />}>
          Add a tile
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        <Menu.Item
          leftSection={<IconChartDots2 size={15} stroke={1.7} />}
          onClick={() => void navigate({ to: "/insight" })}
        >
          A chart, from Explore
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLetterCase size={15} stroke={1.7} />}
          onClick={() => add({ width: 4, text: "What to know about these figures." })}
        >
          Words
        </Menu.Item>
        <Menu.Label>Metrics</Menu.Label>
        {(metrics.data ?? []).map((metric) => (
          <Menu.Item
            key={metric.id}
            leftSection={<IconNumber123 size={15} stroke={1.7} />}
            onClick={() => add({ metric: metric.id, width: 3 })}
          >
            {metric.name}
          </Menu.Item>
        ))}
        {(journeys.data ?? []).length > 0 && <Menu.Label>What journeys and messages came to</Menu.Label>}
        {(journeys.data ?? []).map((journey) => (
          <Menu.Item
            key={`journey ${journey.id}`}
            leftSection={<IconRoute size={15} stroke={1.7} />}
            onClick={() => add({ title: journey.name, journey: { journey: journey.id }, width: 6 })}
          >
            {journey.name}
          </Menu.Item>
        ))}
        <Menu.Item
          leftSection={<IconSend size={15} stroke={1.7} />}
          onClick={() => add({ title: "Messages", messages: {}, width: 6 })}
        >
          All messages, by what became of them
        </Menu.Item>
        {metrics.data?.length === 0 && <Menu.Label>None is published yet</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
