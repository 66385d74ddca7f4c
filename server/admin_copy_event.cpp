// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/text.hpp"
#include "events/next_edition.hpp"
#include "server/admin.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t most_kept = 200;  // characters of a field that come back with their fault

// What is not even text counts as nothing.
std::string typed(const request& of, const char* field) {
  const auto& text = of.form.get(field);
  return is_utf8(text) ? cleaned(text) : std::string();
}

response copy_page(int status, const request& of, services& with, const events::event& from,
                   const faults& wrong) {
  const auto& in = *of.language;
  const auto name = web::pick(from.title, in.language());
  auto data = admin_page(of, in.text("admin.copy_of", {{"event", name}}));
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_organiser_step(data, of, from);
  add_step(data, name, admin_link(of, "/events/" + from.slug));
  add_step(data, in.text("admin.copy_event"));
  data["action"] = admin_link(of, "/events/" + from.slug + "/copy");
  data["back_url"] = admin_link(of, "/events/" + from.slug);
  data["slug_field"] =
      text_input({"slug", "text", "off", in.text("admin.slug_hint", {{"slug", from.slug}})},
                 cut(typed(of, "slug"), most_kept), wrong, in);
  const auto before = in.date(from.starts_at, from.time_zone);
  data["starts_field"] =
      text_input({"starts_on", "date", "off", in.text("admin.starts_on_hint", {{"date", before}})},
                 cut(typed(of, "starts_on"), most_kept), wrong, in);
  list_faults(data, wrong, in);
  return page(status, of, with, "admin_copy_event", std::move(data));
}

// The next edition belongs to the main organiser, so only that one makes it.
std::shared_ptr<const events::event> find_copied_event(const request& of, const schema::reader& db,
                                                       services& with) {
  return of.scope && of.scope->reaches_everything() ? find_own_event(of, db, with) : nullptr;
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/copy
response show_copy_event(const request& of, const schema::reader& db, services& with) {
  const auto from = find_copied_event(of, db, with);
  if (!from) return error_page(404, of, with, "error.not_found");
  return copy_page(200, of, with, *from, {});
}

// POST /admin/{organiser}/events/{slug}/copy
decision post_copy_event(const request& of, const schema::reader& db, services& with) {
  const auto from = find_copied_event(of, db, with);
  if (!from) return error_page(404, of, with, "error.not_found");
  const events::wanted_edition wanted{from->slug, typed(of, "slug"), typed(of, "starts_on")};
  const auto wrong = events::check_next_edition(db, *of.scope, wanted);
  if (!wrong.empty()) return copy_page(422, of, with, *from, wrong);
  return action([of, from, wanted, &with](schema::transaction& tx) {
    const auto made = events::make_next_edition(tx, *of.scope, wanted, of.at);
    if (made) return see_other(admin_link(of, "/events/" + *made + "?copied=1"));
    tx.undo();  // somebody else took the slug meanwhile
    return copy_page(422, of, with, *from, made.error());
  });
}

}  // namespace zusage::server
