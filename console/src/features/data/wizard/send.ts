import { unanswered } from "@/api/away";
import { csrfToken, type View } from "@/api/client";
import { type Problem, Problem as Refused } from "@/api/problem";

/** Sends a file, and tells how much of it is there; fetch can't tell that yet. Never answers once it is given up. */
export function sendFile(
  file: File,
  told: (share: number) => void,
  signal: AbortSignal,
): Promise<View<"LookView">> {
  return new Promise((resolve, reject: (problem: Problem) => void) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/imports");
    request.setRequestHeader("X-Clew-CSRF", csrfToken());
    request.setRequestHeader("X-Clew-Filename", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => told(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () =>
      request.status === 201
        ? resolve(request.response)
        : reject(new Refused(request.status, request.response ?? {}));
    request.onerror = () => reject(unanswered());
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
