import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { client, type View } from "@/api/client";
import { isAway, problemOf, sentence } from "@/api/problem";
import { useMay } from "@/api/session";
import { PersonField } from "@/features/profiles/person-field";
import { isBrief } from "@/ui/brief";
import { Choice } from "@/ui/choice";
import { Letter } from "@/ui/letter";
import { ErrorNote, Loading } from "@/ui/states";
import { readValue } from "@/ui/values";
import css from "../messages.module.css";
import { Proof } from "./proof";

/** What was answered, and for which channel it was asked. */
interface Answered {
  channel: unknown;
  view: View<"PreviewedView">;
}

/** What a template becomes, asked a moment after each change. */
export function usePreview(document: Record<string, unknown>, locale: string) {
  const [profile, setProfile] = useState("");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const data = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, readValue(text)]));
  const said = JSON.stringify({ document: { kind: "template", ...document }, profile, locale, data });
  const [settled] = useDebouncedValue(said, 300);
  const {
    data: answered,
    // While it is asked once more, what went wrong is told all the same.
    failureReason: error,
    isFetching,
    dataUpdatedAt,
    refetch,
  } = useQuery({
    queryKey: ["template-preview", settled],
    placeholderData: keepPreviousData,
    // A server that is away comes back: nobody has to type something for the preview to go on.
    retry: (_, reason) => isAway(reason),
    queryFn: async ({ signal }): Promise<Answered> => {
      const body = JSON.parse(settled);
      const { data: found } = await client.POST("/api/v1/templates/preview", { body, signal });
      return { channel: body.document.channel, view: found as View<"PreviewedView"> };
    },
  });
  // While something is half typed, what it was before stays in view.
  const whole = useRef<Answered>(undefined);
  if (answered && answered.view.faults.length === 0) whole.current = answered;
  // What it was for another channel is another message.
  const previewed = whole.current?.channel === document.channel ? whole.current?.view : undefined;
  const wrong = error ? problemOf(error).words : (answered?.view.faults.map(sentence).join(" ") ?? "");
  // Fields once asked for stay, also when they are filled.
  const asked = (previewed?.missing ?? []).map((one) => one.path).filter((path) => path.startsWith("event."));
  const names = [...new Set([...Object.keys(values), ...asked.map((path) => path.slice("event.".length))])];
  const setValue = (name: string, text: string) => setValues((now) => ({ ...now, [name]: text }));
  /** Pages are kept for some minutes: one that is to be shown in another way is asked for anew. */
  const renew = () => void (Date.now() - dataUpdatedAt > RENEWED && refetch());
  return {
    renew,
    previewed,
    wrong,
    /** Whether it can't become a message as it is; that nobody answers is no fault of it. */
    faulty: wrong !== "" && !(error && isAway(error)),
    busy: isFetching || said !== settled,
    profile,
    setProfile,
    names,
    values,
    data,
    setValue,
  };
}

const RENEWED = 60_000;

const SIZES: Record<string, number | undefined> = { desktop: undefined, phone: 375 };

interface Props {
  /** Of which tests may be sent; of what is no whole message there are none. */
  template?: { id: string; version: number; channel: string };
  preview: ReturnType<typeof usePreview>;
  may: boolean;
  changed: boolean;
  /** Whether its plain text is what is written now. */
  text?: boolean;
}

/** The message as one person gets it, on a desktop or a phone, in the dark, as plain text. */
export function Preview({ template, preview, may, changed, text = false }: Props) {
  const [size, setSize] = useState("desktop");
  useEffect(() => setSize((now) => (text ? "text" : now === "text" ? "desktop" : now)), [text]);
  const [proving, setProving] = useState(false);
  const sends = useMay("messages:write");
  const { previewed, wrong, profile, setProfile, names, values, setValue } = preview;
  const missing = (previewed?.missing ?? []).filter(
    (one) => one.path !== "" && !one.path.startsWith("event."),
  );
  const faults = (previewed?.missing ?? []).filter((one) => one.path === "");
  return (
    <section className={css.preview} aria-label="Preview" data-size={size}>
      <div className={css.tools}>
        <PersonField
          bare
          label="As which person"
          placeholder="Any person"
          className={css.person}
          value={profile}
          onChange={setProfile}
        />
        {!isBrief(template?.channel) && (
          <Choice
            size="xs"
            aria-label="On which screen"
            value={size}
            onChange={(next) => {
              preview.renew();
              setSize(next);
            }}
            data={[
              { value: "desktop", label: "Desktop" },
              { value: "phone", label: "Phone" },
              { value: "dark", label: "Dark" },
              { value: "text", label: "Plain text" },
            ]}
          />
        )}
        {may && sends && template && (
          <Button variant="default" disabled={changed} onClick={() => setProving(true)}>
            Send a test
          </Button>
        )}
      </div>
      {may && sends && template && changed && <p className={css.lacks}>Save it to send a test.</p>}
      {proving && template && (
        <Proof
          {...template}
          template={template.id}
          profile={profile}
          data={preview.data}
          close={() => setProving(false)}
        />
      )}
      {wrong && <ErrorNote words={wrong} />}
      {names.length > 0 && (
        <fieldset className={css.values}>
          <legend>What the event says, to try it out</legend>
          {names.map((name) => (
            <TextInput
              key={name}
              label={name}
              value={values[name] ?? ""}
              onChange={(event) => setValue(name, event.currentTarget.value)}
            />
          ))}
        </fieldset>
      )}
      {profile !== "" && missing.length > 0 && (
        <ErrorNote
          words={`Not known of this person, so it would be held: ${missing.map((one) => one.path).join(", ")}. Give a default, or write around it.`}
        />
      )}
      {names.length === 0 && faults.map((one) => <ErrorNote key={one.message} words={one.message} />)}
      {previewed ? (
        <div className={css.stage}>
          <Letter
            channel={template?.channel}
            parts={
              isBrief(template?.channel)
                ? previewed.parts
                : {
                    subject: template ? previewed.subject : null,
                    preheader: previewed.parts.preheader,
                    text: previewed.text,
                  }
            }
            // A page of its own has its pictures, which this one may not fetch.
            src={
              previewed.page &&
              `/api/v1/templates/previews/${previewed.page}${size === "dark" ? "?dark=true" : ""}`
            }
            width={SIZES[size]}
            view={size === "text" ? "text" : "page"}
          />
        </div>
      ) : (
        !wrong && <Loading />
      )}
    </section>
  );
}
