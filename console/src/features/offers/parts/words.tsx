import { TagsInput, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useAll } from "@/api/all";
import { KeyValues } from "@/features/journeys/parts/key-values";
import { Languages } from "@/features/messages/parts/languages";
import { Section } from "@/ui/sheet";
import { namesOf, type OfferBody, type Said, withContent, withField, withSaid } from "../model";
import css from "../offers.module.css";

interface Props {
  body: OfferBody;
  setBody: (change: (body: OfferBody) => OfferBody) => void;
  name: string;
  setName: (name: string) => void;
  may: boolean;
}

/** What it says, in each language, and where. */
export function Words({ body, setBody, name, setName, may }: Props) {
  const [locale, setLocale] = useState("");
  const others = useAll("offers");
  const places = useMemo(
    () => [
      ...new Set((others.data ?? []).flatMap((one) => (one as { placements?: string[] }).placements ?? [])),
    ],
    [others.data],
  );
  const said = body.locales?.[locale] ?? {};
  return (
    <>
      <Section
        title="What it says"
        words={`Templates take it as ${namesOf({
          content: body.content,
          placements: [body.placements?.[0] ?? "cart"],
        })
          .slice(0, 3)
          .join(", ")}.`}
      >
        <TextInput
          label="Name"
          description="What people here call it"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Languages
          body={body}
          locale={locale}
          setLocale={setLocale}
          setBody={setBody}
          own="Default"
          may={may}
        />
        {locale === "" ? (
          <>
            <TextInput
              label="Title"
              description="What customers read of it in one line"
              value={body.title}
              error={body.title.trim() ? undefined : "Nobody reads a blank: say what is on offer."}
              onChange={(event) => {
                const title = event.currentTarget.value;
                setBody((now) => withField(now, "title", title));
              }}
            />
            <div className={css.content}>
              <KeyValues
                label="What else it says, by name"
                values={(body.content ?? {}) as Record<string, unknown>}
                onChange={(content) => setBody((now) => withContent(now, content as Said))}
              />
            </div>
          </>
        ) : (
          ["title", ...Object.keys(body.content ?? {})].map((key) => (
            <TextInput
              key={`${locale} ${key}`}
              label={key === "title" ? "Title" : key}
              placeholder={String(key === "title" ? body.title : body.content?.[key])}
              description={key in said ? undefined : "As in the default, unless something is written here"}
              value={String(said[key] ?? "")}
              onChange={(event) => {
                const text = event.currentTarget.value;
                setBody((now) => withSaid(now, locale, key, text));
              }}
            />
          ))
        )}
      </Section>
      <Section
        title="Where it fits"
        words="A template asks for the best offer of a place. Without a place it is in the list of all offers."
      >
        <TagsInput
          label="Places"
          placeholder={body.placements?.length ? undefined : "cart, after-order…"}
          data={places}
          value={[...(body.placements ?? [])]}
          onChange={(placements) => setBody((now) => withField(now, "placements", placements))}
          classNames={{ pill: css.place }}
          acceptValueOnBlur
        />
      </Section>
    </>
  );
}
