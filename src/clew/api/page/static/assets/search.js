// Finding a person by an identity. It is sent in a body, never in a URL.

import { post, Problem } from "./api.js";
import { fill, h } from "./dom.js";

const PROFILE_ID = /^p_?[0-9a-z]{12,}$/;
const NAMESPACES = [["", "what it looks like"], ["email", "email"], ["phone", "phone"], ["user_id", "user id"],
  ["customer_id", "customer id"], ["external_id", "external id"], ["anonymous_id", "anonymous id"]];

/** The namespaces that a text could belong to, most likely first. */
export function guesses(text) {
  if (text.includes("@")) return ["email", "user_id"];
  if (/^\+?[\d\s().-]{7,}$/.test(text)) return ["phone", "user_id"];
  return ["user_id", "anonymous_id"];
}

export function searchForm({ form, kind, select, result, found }) {
  const input = form.elements.sought;
  fill(select, NAMESPACES.map(([value, text]) => h("option", { value }, text)));
  input.addEventListener("input", () => {
    kind.hidden = !input.value;
    say("");
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    const asked = (event.key === "/" && !typing) || (event.key === "k" && (event.metaKey || event.ctrlKey));
    if (!asked) return;
    event.preventDefault();
    document.body.dataset.pane = "side";
    input.focus();
    input.select();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    if (PROFILE_ID.test(text)) return found(text);
    say("Looking…");
    try {
      const profile = await look(text, select.value ? [select.value] : guesses(text));
      say(profile ? "" : "Nobody is known by this. Check the spelling, or choose what it is.");
      if (profile) found(profile.id);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      say(problem.words, true);
    }
  });

  function say(text, wrong = false) {
    result.textContent = text;
    result.classList.toggle("error", wrong);
  }
}

async function look(text, namespaces) {
  let refusal = null;
  for (const namespace of namespaces) {
    try {
      return await post("/profiles/lookup", { namespace, id: text });
    } catch (problem) {
      if (!(problem instanceof Problem) || ![404, 422].includes(problem.status)) throw problem;
      if (problem.status === 422) refusal = problem;
    }
  }
  if (refusal && namespaces.length === 1) throw refusal;
  return null;
}
