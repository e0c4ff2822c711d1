import { ActionIcon, Button, Checkbox, Select, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import { IconArrowBackUp } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { ConditionField } from "@/features/segments/parts/condition-field";
import { PageHead } from "@/shell/page-head";
import { EmptyState, ErrorNote } from "@/ui/states";
import { tell, tellFault } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { useWriting } from "@/ui/writing";
import {
  type Board,
  boardOf,
  type Edited,
  edited,
  moved,
  resized,
  restored,
  type Tile,
  undone,
} from "../board";
import css from "../insight.module.css";
import { periodsWith } from "../model";
import { AddTile } from "./add-tile";
import { EditableTile } from "./editable-tile";

interface Props {
  /** As it is today. */
  head: View<"DocumentView">;
  /** The version that is edited: that of today, or the draft beside it. */
  document: View<"DocumentView">;
  done: () => void;
}

/** A dashboard while it is edited: every tile can be moved, resized, named and removed, by mouse and by keyboard. */
export function BoardEditor({ head, document, done }: Props) {
  const [now, setNow] = useState<Edited>(() => ({ board: boardOf(document), before: [] }));
  const [busy, setBusy] = useState(false);
  const { board } = now;
  const leaving = useRef(false);
  const change = (part: Partial<Board>, field?: string) =>
    setNow((known) => edited(known, { ...known.board, ...part }, field));
  const tiles = (change: (tiles: Tile[]) => Tile[], field?: string) =>
    setNow((known) => edited(known, { ...known.board, tiles: change(known.board.tiles) }, field));
  const undo = () => setNow(undone);
  useHotkeys([["mod+z", undo]]);
  const values = useDraft(board);
  const answerOf = (tile: Tile | undefined) => tile && values.data?.[questionOf(tile)];

  const content = { ...board, labels: document.labels };
  const writing = useWriting("dashboards", head, {
    version: document.version,
    content,
    changed: now.before.length > 0,
  });

  function remove(place: number) {
    const tile = board.tiles[place];
    if (!tile) return;
    const title = tile.title || answerOf(tile)?.title || "The tile";
    tiles((all) => all.filter((each) => each !== tile));
    // What was changed in between stays.
    tell(`${title} is removed.`, () => setNow((known) => restored(known, tile, place)));
  }

  async function save() {
    setBusy(true);
    try {
      if (!(await writing.save({ ...content, status: "published" }))) return setBusy(false);
      await queries.invalidateQueries({ queryKey: ["get", "/api/v1/dashboards/{document_id}"] });
      tell("Saved.");
      leaving.current = true;
      done();
    } catch (error) {
      tellFault(error);
      setBusy(false);
    }
  }

  return (
    <>
      <Unsaved when={now.before.length > 0} keeps={() => leaving.current} />
      <PageHead title={board.name || document.id} crumb={{ label: "Dashboards", to: "/dashboards" }}>
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
        <div className={css.head}>
          <TextInput
            className={css.called}
            aria-label="Name"
            placeholder="Name"
            maxLength={200}
            value={board.name}
            onChange={(event) => change({ name: event.currentTarget.value }, "name")}
          />
          <TextInput
            className={css.described}
            aria-label="What it shows"
            placeholder="What it shows, in a sentence"
            maxLength={500}
            value={board.description}
            onChange={(event) => change({ description: event.currentTarget.value }, "description")}
          />
        </div>
        <div className={css.filters}>
          <Select
            aria-label="Period"
            data={periodsWith(board.period.last)}
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
          A click on the handle offers both.
        </p>
        {values.error && <ErrorNote words={problemOf(values.error).words} />}
        {board.tiles.length === 0 ? (
          <EmptyState
            title="No tiles yet"
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
                  tiles(
                    (all) => all.map((each, at) => (at === place ? { ...each, ...part } : each)),
                    `${Object.keys(part)} ${place}`,
                  )
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
  const { tiles, name: _, description: __, ...context } = settled;
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
