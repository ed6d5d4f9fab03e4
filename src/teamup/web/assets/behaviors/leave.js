// Leave this computer, or delete the plan: what was kept in this browser goes too.
// Markup: <form method="post" data-leave="<plan>">
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-leave]")) teamup.drafts.forget(target.dataset.leave);
});
