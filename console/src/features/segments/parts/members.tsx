import { useDebouncedValue } from "@mantine/hooks";
import { IconUsersGroup } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { client, type View } from "@/api/client";
import { useLive } from "@/api/live";
import { usePages } from "@/api/pages";
import { nameOf, othersOf } from "@/features/profiles/model";
import { PersonById, PersonName, useProfile, useProfiles } from "@/features/profiles/person-link";
import { type Column, DataTable } from "@/ui/data-table";
import { Export } from "@/ui/export";
import { FilterBar } from "@/ui/filtered";
import { count, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { WhySegment } from "@/ui/why";
import css from "../segments.module.css";

/** Null for who was in it when it began. */
type Member = Omit<View<"MemberView">, "since"> & { since: string | null };

const PAGE = 200;
const TOP = 20;
const MOST = 100;
/** Who is in it now, and since when: all of them, or who is found; why is asked beside each. */
export function Members({ segment: { id, count: size, state } }: { segment: View<"SegmentView"> }) {
  const [text, setText] = useState("");
  const [sought] = useDebouncedValue(text.trim(), 180);
  const [asked, setAsked] = useState<string | null>(null);
  const found = useFound(id, sought);
  // A version that comes into force has other members: they are asked for as soon as it does.
  const members = usePages(["members", id, state], (cursor, signal) =>
    client.GET("/api/v1/segments/{document_id}/members", {
      params: { path: { document_id: id }, query: { cursor, limit: PAGE } },
      signal,
    }),
  );
  useFollowed(id, (members.data?.length ?? 0) <= PAGE && members.refetch);
  const shown = sought ? found : members;
  return (
    <>
      <FilterBar
        label="Find members"
        placeholder="Email, customer number, name…"
        value={text}
        onChange={setText}
        many={
          !sought
            ? state === "live" && plural(size, "member")
            : found.data && `${count(found.data.length)}${found.data.length < MOST ? "" : " or more"} found`
        }
      >
        <Export path={`/api/v1/segments/${id}/export`} />
      </FilterBar>
      <Answer of={shown} lines={12}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState
              icon={IconUsersGroup}
              {...(sought
                ? {
                    title: "No member is known by this",
                    words: "Names are found whole or by their beginning, facts by any part.",
                  }
                : (EMPTY[state] ?? {
                    title: "Nobody is in it now",
                    words: "People show here the moment the rule holds for them.",
                  }))}
            />
          ) : (
            <>
              <List rows={rows} onAsk={setAsked} onEnd={sought ? undefined : members.more} />
              <WhySegment
                profile={asked ?? ""}
                name={asked ? <PersonName id={asked} /> : ""}
                segment={asked ? id : null}
                onClose={() => setAsked(null)}
              />
            </>
          )
        }
      </Answer>
    </>
  );
}

const BUILDING = {
  title: "Everybody’s history is being read",
  words: "Whoever the rule holds for shows here as soon as that is done, in a moment.",
};
/** Why nobody is in it while it is not live. */
const EMPTY: Readonly<Record<string, { title: string; words: string }>> = {
  building: BUILDING,
  pending: BUILDING,
  draft: { title: "It is a draft", words: "Publish it, and whoever the rule holds for shows here." },
};

/** Ask anew soon after somebody came or went; never while `ask` is none, as for a long list that somebody reads. */
function useFollowed(segment: string, ask: (() => unknown) | false) {
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef(ask);
  newest.current = ask;
  useLive((items) => {
    if (!items.some((item) => item.item === "change" && item.segment === segment)) return;
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      if (newest.current) newest.current();
    }, 2_000);
  });
  useEffect(() => () => clearTimeout(waiting.current), []);
}

/** Members by any name or fact of theirs. */
function useFound(segment: string, text: string) {
  return useQuery({
    queryKey: ["members", segment, "found", text],
    enabled: text !== "",
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Member[]> => {
      const { data } = await client.POST("/api/v1/profiles/search", {
        body: { text, limit: MOST, segment },
        signal,
      });
      return (data?.items ?? []).map(({ profile }) => ({
        profile: profile.id,
        since: profile.segments?.find((each) => each.id === segment)?.since ?? null,
      }));
    },
  });
}

interface Listed {
  rows: Member[];
  onAsk: (profile: string) => void;
  onEnd?: () => void;
}

/** Other names have a column where those at the top have any. */
function List({ rows, onAsk, onEnd }: Listed) {
  const navigate = useNavigate();
  const open = useCallback(
    (member: Member) => void navigate({ to: "/profiles/$id", params: { id: member.profile } }),
    [navigate],
  );
  const top = useProfiles(rows.slice(0, TOP).map((member) => member.profile));
  const named = top.some(({ data }) => data && othersOf(data).length > 0);
  const columns = useMemo(() => columnsOf(onAsk).filter(({ id }) => id !== "known" || named), [onAsk, named]);
  return (
    <DataTable
      label="Members"
      columns={columns}
      rows={rows}
      rowKey={(member) => member.profile}
      onOpen={open}
      onEnd={onEnd}
    />
  );
}

function columnsOf(ask: (profile: string) => void): Column<Member>[] {
  return [
    { id: "name", label: "Person", cell: (member) => <PersonById id={member.profile} /> },
    { id: "known", label: "Known by", wide: true, cell: (member) => <Known id={member.profile} /> },
    {
      id: "since",
      label: "Since",
      width: "130px",
      cell: (member) => (member.since ? <Moment at={member.since} /> : "its beginning"),
    },
    {
      id: "why",
      label: "",
      width: "56px",
      cell: (member) => <WhyButton member={member} ask={ask} />,
    },
  ];
}

/** Heard by itself, it says of whom. */
function WhyButton({ member, ask }: { member: Member; ask: Listed["onAsk"] }) {
  const profile = useProfile(member.profile);
  return (
    <button
      type="button"
      className={css.ask}
      aria-label={profile.data && `Why ${nameOf(profile.data)}?`}
      onClick={() => ask(member.profile)}
    >
      Why
    </button>
  );
}

function Known({ id }: { id: string }) {
  const profile = useProfile(id);
  return <span className="quiet">{profile.data ? othersOf(profile.data).join(", ") : ""}</span>;
}
