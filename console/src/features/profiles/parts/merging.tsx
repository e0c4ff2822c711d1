import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowsJoin2, IconSearch } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, client } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { Dialog } from "@/ui/dialog";
import { Face } from "@/ui/face";
import { Answer, ErrorNote } from "@/ui/states";
import { tell } from "@/ui/tell";
import { initialsOf, nameOf, othersOf, type Profile } from "../model";
import css from "./identity.module.css";
import { byId } from "./parting";

const MOST = 8;

/** Makes two profiles one person; what names say each other's is refused or parted is no hindrance. */
export function Merging({ profile }: { profile: Profile }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowsJoin2 size={15} stroke={1.7} />}
        onClick={() => setOpened(true)}
      >
        Merge with somebody
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Merge ${nameOf(profile)} with…`}
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Choosing profile={profile} onClose={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

/** First who, then whether that is meant. */
function Choosing({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const navigate = useNavigate();
  const [other, setOther] = useState<Profile | null>(null);
  const merge = api.useMutation("post", "/api/v1/profiles/merge", {
    onSuccess: async ({ person, applied }, { body }) => {
      tell(applied ? "They are one person now." : "They are being made one person.", async () => {
        await client.POST("/api/v1/profiles/unmerge", { body });
        await queries.invalidateQueries();
      });
      onClose();
      await navigate({ to: "/profiles/$id", params: { id: person.profile }, search: { view: "identity" } });
      await queries.invalidateQueries();
    },
  });
  if (!other) return <Finding own={profile.id} onChoose={setOther} />;
  return (
    <>
      <ul className={css.both} aria-label="Who become one">
        {[profile, other].map((each) => (
          <li key={each.id}>
            <Somebody profile={each} />
          </li>
        ))}
      </ul>
      <p>
        Their records become one thread, and segments, traits and journeys are worked out anew. Nothing is
        lost: part them here, and every record goes back to whom it came with.
      </p>
      {merge.error && <ErrorNote words={problemOf(merge.error).words} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={() => setOther(null)}>
          Somebody else
        </Button>
        <Button
          loading={merge.isPending}
          onClick={() =>
            merge.mutate({
              body: { one: byId(profile.id), other: byId(other.id) },
            })
          }
        >
          Merge them
        </Button>
      </div>
    </>
  );
}

function Finding({ own, onChoose }: { own: string; onChoose: (profile: Profile) => void }) {
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 180);
  const found = api.useQuery(
    "post",
    "/api/v1/profiles/search",
    { body: { text: asked, limit: MOST + 1 } },
    { enabled: asked !== "", placeholderData: keepPreviousData },
  );
  return (
    <>
      <TextInput
        data-autofocus
        aria-label="Find whom to merge with"
        placeholder="Email, phone, customer number, name…"
        leftSection={<IconSearch size={15} stroke={1.8} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        spellCheck={false}
        maxLength={200}
      />
      {asked === "" ? (
        <p className={css.hint}>The same person, known by another name: whom do you mean?</p>
      ) : (
        <Answer of={found} lines={4}>
          {({ items }) => {
            const others = items.filter(({ profile }) => profile.id !== own).slice(0, MOST);
            return others.length === 0 ? (
              <p className={css.hint}>
                {items.length > 0 ? "Only this person is known by it." : "Nobody is known by this."}
              </p>
            ) : (
              <ul className={css.found} aria-label="Found">
                {others.map(({ profile }) => (
                  <li key={profile.id}>
                    <UnstyledButton className={css.choice} onClick={() => onChoose(profile)}>
                      <Somebody profile={profile} />
                    </UnstyledButton>
                  </li>
                ))}
              </ul>
            );
          }}
        </Answer>
      )}
    </>
  );
}

function Somebody({ profile }: { profile: Profile }) {
  return (
    <span className={css.somebody}>
      <Face letters={initialsOf(nameOf(profile))} />
      <b className="clip">{nameOf(profile)}</b>
      <span className="quiet clip">{othersOf(profile).join(", ")}</span>
    </span>
  );
}
