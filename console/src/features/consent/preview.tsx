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
  const page = api.useQuery("get", "/api/v1/preference-page", { params: { query: { language } } });
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
