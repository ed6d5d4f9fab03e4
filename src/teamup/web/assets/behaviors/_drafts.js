// Typing that the server has not confirmed, kept in this browser: one entry a card and page load,
// teamup:draft:<plan>:<question>:<side>:<slot>. An entry holds what was sent and not answered
// (`pending`) and what was typed since (`latest`).
const start = "teamup:draft:";
const seen = "teamup:revision:";

teamup.drafts = {
  // Says whether the browser kept it.
  store(draft) {
    try {
      localStorage.setItem(start + [draft.plan, draft.question, draft.side, draft.slot].join(":"), JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  },

  drop(draft) {
    try {
      localStorage.removeItem(start + [draft.plan, draft.question, draft.side, draft.slot].join(":"));
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  },

  // Returns the drafts of a plan, the oldest first.
  of(plan) {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(`${start}${plan}:`));
      return keys.map((key) => JSON.parse(localStorage.getItem(key))).sort((a, b) => a.time - b.time);
    } catch {
      return [];
    }
  },

  forget(plan) {
    for (const draft of teamup.drafts.of(plan)) teamup.drafts.drop(draft);
    try {
      for (const key of Object.keys(sessionStorage).filter((each) => each.startsWith(seen + plan) || each.startsWith("teamup:opening:"))) sessionStorage.removeItem(key);
    } catch {
      // As above.
    }
  },

  // Remembers, for this tab, the newest revision that the server told.
  note(plan, { question, side, revision }) {
    try {
      sessionStorage.setItem(`${seen}${plan}:${question}:${side}`, revision);
    } catch {
      // Then a page may show an older text until it is opened again.
    }
  },

  revisionOf(plan, { question, side }) {
    try {
      return Number(sessionStorage.getItem(`${seen}${plan}:${question}:${side}`));
    } catch {
      return 0;
    }
  },
};
