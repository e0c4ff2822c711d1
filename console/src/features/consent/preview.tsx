import { useComputedColorScheme } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { Choice } from "@/ui/choice";
import { Answer } from "@/ui/states";
import css from "./parts/consent.module.css";
import { ConsentHead } from "./parts/frame";

/** The page where people choose, as somebody new sees it. */
export function PreviewPage() {
  const [language, setLanguage] = useState<"en" | "de">("en");
  const [wide, setWide] = useState("desktop");
  const [ground, setGround] = useState<string>(useComputedColorScheme());
  const page = api.useQuery(
    "get",
    "/api/v1/preference-page",
    { params: { query: { language, dark: ground === "dark" } } },
    { placeholderData: keepPreviousData },
  );
  return (
    <>
      <ConsentHead title="Preference page">
        <Choice
          aria-label="Language"
          size="xs"
          value={language}
          onChange={setLanguage}
          data={[
            { value: "en", label: "English" },
            { value: "de", label: "Deutsch" },
          ]}
        />
        <Choice
          className={css.device}
          aria-label="Device"
          size="xs"
          value={wide}
          onChange={setWide}
          data={[
            { value: "desktop", label: "Desktop" },
            { value: "phone", label: "Phone" },
          ]}
        />
        <Choice
          className={css.device}
          aria-label="Ground"
          size="xs"
          value={ground}
          onChange={setGround}
          data={[
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
        />
      </ConsentHead>
      <Answer of={page}>
        {({ html }) => (
          <div className={css.stage}>
            <iframe
              className={css.page}
              data-phone={wide === "phone"}
              sandbox=""
              title="The preference page, as somebody new sees it"
              srcDoc={html}
            />
          </div>
        )}
      </Answer>
    </>
  );
}
