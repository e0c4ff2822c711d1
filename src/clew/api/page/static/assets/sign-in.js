// Spends the token of a sign-in link. It stands behind the # and so never reached a server's log.

import { Problem, signIn } from "./api.js";

const message = document.getElementById("message");
const token = location.hash.slice(1);
// Gone from the address bar and from the history at once.
history.replaceState(null, "", location.pathname);

function explain(text) {
  message.textContent = text;
  document.getElementById("hint").hidden = false;
}

if (token) {
  try {
    await signIn(token);
    location.replace("/");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    explain(problem.status === 401 ? "This sign-in link was used before or has expired." : problem.words);
  }
} else {
  explain("You are not signed in.");
}
