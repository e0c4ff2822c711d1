import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch, IconUserSearch } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, type View } from "@/api/client";
import { type Column, DataTable } from "@/ui/data-table";
import { count, humane, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { othersOf } from "../model";
import { Person } from "../person-link";

type Found = View<"FoundView">;

export const PAGE = 100;
/** Whoever looks for somebody among more has a word too few. */
const MOST = 500;

const COLUMNS: Column<Found>[] = [
  {
    id: "name",
    label: "Person",
    width: "minmax(0, 1.4fr)",
    cell: ({ profile }) => <Person id={profile.id} profile={profile} />,
  },
  { id: "known", label: "Known by", wide: true, cell: ({ profile }) => othersOf(profile).join(", ") },
  {
    id: "why",
    label: "Found by",
    width: "minmax(0, 0.9fr)",
    wide: true,
    cell: (found) => <Reason of={found} />,
  },
  {
    id: "segments",
    label: "Segments",
    width: "minmax(0, 1.2fr)",
    wide: "below",
    cell: ({ profile }) => (profile.segments ?? []).map((segment) => segment.name).join(", "),
  },
  {
    id: "records",
    label: "Records",
    width: "70px",
    align: "right",
    wide: true,
    cell: ({ profile }) => count(profile.records),
  },
  {
    id: "last",
    label: "Last seen",
    width: "110px",
    align: "right",
    cell: ({ profile }) => <Moment at={profile.last_at} />,
  },
];

/** People as they are typed: those who were active lately until then. */
export function useFinding(page = PAGE) {
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 180);
  const [shown, setShown] = useState({ of: "", limit: page });
  const limit = shown.of === asked ? shown.limit : page;
  const navigate = useNavigate();
  const found = api.useQuery(
    "post",
    "/api/v1/profiles/search",
    { body: { text: asked, limit } },
    {
      placeholderData: keepPreviousData,
    },
  );
  const more = () => {
    const full = !found.isPlaceholderData && (found.data?.items.length ?? 0) >= limit;
    if (full && limit < MOST) setShown({ of: asked, limit: limit + page });
  };
  const open = ({ profile }: Found) => void navigate({ to: "/profiles/$id", params: { id: profile.id } });
  return { text, setText, asked, limit, found, more, open };
}

type Finding = ReturnType<typeof useFinding>;

/** Where a name is typed; Enter opens who is found first. */
export function Search({ of: { text, setText, asked, found, open }, size }: { of: Finding; size?: string }) {
  return (
    <TextInput
      aria-label="Find people"
      placeholder="Email, phone, customer number, name, city…"
      size={size}
      leftSection={<IconSearch size={15} stroke={1.8} />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        const first = found.data?.items[0];
        if (event.key === "Enter" && asked === text.trim() && !found.isPlaceholderData && first) open(first);
      }}
      autoFocus
      spellCheck={false}
      maxLength={200}
    />
  );
}

/** Who is found. */
export function People({ of: { asked, found, more, open } }: { of: Finding }) {
  return (
    <Answer of={found} lines={12}>
      {({ items }) =>
        items.length > 0 ? (
          <DataTable
            label="People"
            columns={columnsOf(items, asked)}
            rows={items}
            rowKey={(each) => each.profile.id}
            onOpen={open}
            onEnd={more}
          />
        ) : (
          <EmptyState
            icon={IconUserSearch}
            title={asked ? "Nobody is known by this" : "Nobody is known yet"}
            words={
              asked
                ? "Emails, numbers and ids are found whole or by their beginning, what people told by any part of each word. A new event shows within a second."
                : "People appear with their first event: connect a source, or import a file."
            }
            action={
              !asked && (
                <>
                  <Button component={Link} to="/data/sources">
                    Connect a source
                  </Button>
                  <Button component={Link} to="/data/imports" variant="default">
                    Import a file
                  </Button>
                </>
              )
            }
          />
        )
      }
    </Answer>
  );
}

/** Columns that would say nothing are left out. */
function columnsOf(items: Found[], asked: string): Column<Found>[] {
  const named = items.some(({ profile }) => othersOf(profile).length > 0);
  const columns = COLUMNS.filter(({ id }) => (id !== "why" || asked) && (id !== "known" || named));
  if (!asked || !named) return columns;
  // Several may be called alike: where there is room for one more line, it says which of them somebody is.
  const wide: Record<string, Column<Found>["wide"]> = { known: "below", segments: true };
  return columns.map((column) => ({ ...column, wide: wide[column.id] ?? column.wide }));
}

export function describe({ items, people }: View<"Findings">, asked: string, limit: number): string {
  const found = items.length;
  if (!asked) return people ? `${plural(people, "person", "people")}; those active lately first` : "";
  if (found >= MOST) return `The first ${MOST}: one word more finds fewer`;
  return found >= limit
    ? `The first ${found}; more at the end of the list`
    : `${count(found)} of ${count(people)} found`;
}

function Reason({ of }: { of: Found }) {
  if (of.by === "active") return <span className="quiet">active lately</span>;
  if (of.by === "id") return <span className="quiet">profile id</span>;
  return (
    <>
      <span className="quiet">{humane(of.name ?? "")}</span> {of.value}
    </>
  );
}
