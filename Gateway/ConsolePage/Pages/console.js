// The console: asks the engine again and again while the page is looked at.
import * as api from "./api.js";
import * as views from "./views.js";

const pause = 1_000;
const form = (id) => document.getElementById(id);
let signedIn = false;
let timer;

async function refresh() {
  clearTimeout(timer);
  if (!signedIn) return;
  try {
    const [attachments, endpoints, deliveries] = await Promise.all([
      optional(api.attachments()),
      optional(api.endpoints()),
      api.deliveries(Object.fromEntries(new FormData(form("filter")))),
    ]);
    if (!signedIn) return;
    views.showAttachments(attachments ?? [], (rawId, verb) => attempt(() => api.act(rawId, verb)));
    views.showEndpoints(endpoints ?? [], (rawId) => attempt(() => api.forget(rawId)));
    views.showDeliveries(deliveries, (id) => attempt(() => api.redeliver(id)));
    views.showStatus(attachments ? "live" : "live; the simulator is switched off", "live");
  } catch (error) {
    if (error.status === 401) return signOut("The token is not accepted; it may have expired.");
    views.showStatus(error.message, "lost");
  }
  clearTimeout(timer);
  if (signedIn && !document.hidden) timer = setTimeout(refresh, pause);
}

/** What the simulator has to say, or nothing when it is switched off. */
async function optional(answer) {
  try {
    return await answer;
  } catch (error) {
    if (error.status === 404) return undefined;
    throw error;
  }
}

async function attempt(action) {
  try {
    const answer = await action();
    views.showMessage("");
    await refresh();
    return answer;
  } catch (error) {
    if (error.status === 401) return signOut("The token is not accepted; it may have expired.");
    views.showMessage(error.target ? `${error.target}: ${error.message}` : error.message);
  }
}

function signIn() {
  signedIn = true;
  views.showSignedIn(true);
  views.showMessage("");
  refresh();
}

function signOut(why) {
  signedIn = false;
  api.dropToken();
  views.showSignedIn(false);
  views.showStatus(why, "lost");
}

function onSubmit(id, action) {
  form(id).addEventListener("submit", (event) => {
    event.preventDefault();
    action(Object.fromEntries(new FormData(event.target)), event.target);
  });
}

views.offerBehaviors();
onSubmit("sign-in", () => {
  api.keepToken(form("token").value);
  form("token").value = "";
  signIn();
});
onSubmit("place", ({ from, to, name }) => attempt(() => api.place(from, to, name)));
onSubmit("program", ({ rawId, behavior, afterMs }) => attempt(() => api.program(rawId, { behavior, afterMs: Number(afterMs) })));
onSubmit("clock", ({ seconds }) => attempt(() => api.advance(Number(seconds))));
onSubmit("filter", refresh);
form("filter").addEventListener("change", refresh);
form("redeliver-all").addEventListener("click", () => attempt(api.redeliverAll));
form("sign-out").addEventListener("click", () => signOut("signed out"));
document.addEventListener("visibilitychange", () => document.hidden || refresh());

if (api.takeToken()) signIn();
else signOut("not signed in");
