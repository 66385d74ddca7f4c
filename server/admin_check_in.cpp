// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_check_in.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/text.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

constexpr std::size_t desk_form = 4096;

// The route's event with the session that `from` names. No desk is at a paper or a foreign session.
std::optional<desk> find_desk(const request& of, const schema::reader& db, services& with,
                              const fields& from) {
  desk found{find_own_event(of, db, with), 0, from.get("session"), {}};
  if (!found.at || found.at->kind == events::kind::paper) return {};
  const auto& name = from.get("desk");
  if (is_utf8(name)) found.name = cut(cleaned(name), events::check_in_limits::desk);
  if (found.session.empty()) return found;
  const auto* session = found.at->find_session(found.session);
  if (!session) return {};
  found.session_id = session->id;
  return found;
}

bool wants_json(const request& of) {
  return of.form.get("format") == "json";
}

// What was noted offline says how many seconds ago, since the clocks of devices go wrong.
std::optional<instant> noted_at(const request& of) {
  constexpr std::int64_t most = 366 * 24 * 3600;
  const auto& text = of.form.get("age");
  std::int64_t age = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), age);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || age < 0) return {};
  return of.at - std::chrono::seconds(std::min(age, most));
}

response answer(const request& of, const schema::reader& db, services& with, const desk& at,
                const desk_answer& what) {
  if (wants_json(of)) return json_response(200, check_in_words(of, db, with, at, what));
  const auto outcome = std::string(to_text(what.done.what));
  return see_other(desk_link(of, at, "", "done=" + outcome + "&who=" + what.reference));
}

// What is no code and no reference is looked for among the names.
response searched(const request& of, const schema::reader& db, services& with, const desk& at) {
  const auto& typed = of.form.get("code");
  if (wants_json(of)) return answer(of, db, with, at, {});
  check_in_shown shown{at};
  if (!is_utf8(typed) || cleaned(typed).empty()) {
    shown.wrong = {{"code", "required_check_in"}};
    return check_in_page(422, of, db, with, shown);
  }
  shown.typed = cleaned(typed);
  shown.found = events::search_arrivals(db, at.place(of), typed);
  return check_in_page(200, of, db, with, shown);
}

// What the address says was done, about a person as they stand now.
desk_answer earlier_answer(const request& of, const schema::reader& db, const desk& at,
                           events::check_in_outcome what) {
  using outcome = events::check_in_outcome;
  const auto read = events::check_in_codes::read(of.query.get("who"));
  const auto reference = read ? read->reference : "";
  auto who = events::find_arrival(db, at.place(of), reference);
  if (!who && what != outcome::other_event) what = outcome::unknown;
  if (who && !who->here_since && what == outcome::checked_in) what = outcome::taken_back;
  if (what == outcome::unknown || what == outcome::other_event) who.reset();
  return {{what, std::move(who)}, reference};
}

// Who takes part online is at no desk; that is said instead of a page that would let nobody in.
response online_notice(const request& of, services& with, const events::event& at) {
  const auto& in = *of.language;
  const auto path = "/events/" + at.slug;
  auto data = admin_page(of, in.text("check_in.online_title"));
  add_step(data, in.text("admin.home"), link_to(of, "/admin"));
  add_organiser_step(data, of, at);
  const bool sees = may(of, organisers::permission::see_attendees);
  add_step(data, web::pick(at.title, in.language()), sees ? admin_link(of, path) : "");
  add_step(data, in.text("check_in.online_title"));
  const bool manages = may(of, organisers::permission::manage_events);
  data["online_url"] = manages ? admin_link(of, path + "/online") : "";
  data["back_url"] = admin_link(of, sees ? path : "/events");
  return page(200, of, with, "admin_check_in_online", std::move(data));
}

// GET /admin/{organiser}/events/{slug}/check-in
response show_check_in(const request& of, const schema::reader& db, services& with) {
  const auto at = find_desk(of, db, with, of.query);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (at->at->mode == events::mode::online) return online_notice(of, with, *at->at);
  check_in_shown shown{*at};
  if (const auto what = events::check_in_outcome_from(of.query.get("done")))
    shown.result = check_in_words(of, db, with, *at, earlier_answer(of, db, *at, *what));
  return check_in_page(200, of, db, with, shown);
}

// POST /admin/{organiser}/events/{slug}/check-in
response post_check_in(const request& of, services& with) {
  std::optional<desk> at;
  std::optional<events::read_code> code;
  auto said = with.db.read([&](const schema::reader& db) -> std::optional<response> {
    at = find_desk(of, db, with, of.form);
    if (!at) return error_page(404, of, with, "error.not_found");
    code = events::check_in_codes::read(of.form.get("code"));
    // A name can look like a reference; of those that there are not, it is taken for one.
    const bool there =
        code && (!code->seal.empty() || events::event_of_reference(db, *of.scope, code->reference));
    if (there || (code && wants_json(of))) return {};
    return searched(of, db, with, *at);
  });
  if (said) return std::move(*said);
  const events::check_in_entry entry{*code, at->name, of.form.get("client_key"), noted_at(of),
                                     of.form.get("anyway") == "yes"};
  return with.db.write([&](schema::transaction& tx) {
    const events::check_in_codes codes(with.keys.links);
    const auto done = events::check_in(tx, at->place(of), codes, entry, of.at);
    return answer(of, tx, with, *at, {done, code->reference});
  });
}

// POST /admin/{organiser}/events/{slug}/check-in/undo
decision post_undo(const request& of, const schema::reader& db, services& with) {
  const auto at = find_desk(of, db, with, of.form);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto code = events::check_in_codes::read(of.form.get("reference"));
  if (!code) return answer(of, db, with, *at, {});
  return action([of, at = *at, reference = code->reference, &with](schema::transaction& tx) {
    const auto done = events::undo_check_in(tx, at.place(of), reference, of.at);
    return answer(of, tx, with, at, {done, reference});
  });
}

// GET /admin/{organiser}/events/{slug}/check-in/counts.json: of many rows, so neither on the
// network's thread nor while a check-in is written.
response show_counts(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    const auto at = find_desk(of, db, with, of.query);
    if (!at) return error_page(404, of, with, "error.not_found");
    return json_response(200, {{"places", check_in_figures(of, db, *at)}});
  });
}

// GET /admin/{organiser}/events/{slug}/check-in/list: many rows, so not on the network's thread.
response show_list(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) {
    const auto at = find_desk(of, db, with, of.query);
    if (!at) return error_page(404, of, with, "error.not_found");
    return check_in_list_page(of, db, with, *at);
  });
}

}  // namespace

std::span<const route> check_in_routes() {
  using organisers::permission;
  static const route routes[] = {
      {"GET", "/admin/{organiser}/events/{slug}/check-in", staff_with(permission::check_in),
       show_check_in},
      {"POST", "/admin/{organiser}/events/{slug}/check-in", staff_with(permission::check_in),
       post_check_in, desk_form},
      {"POST", "/admin/{organiser}/events/{slug}/check-in/undo", staff_with(permission::check_in),
       post_undo, desk_form},
      {"GET", "/admin/{organiser}/events/{slug}/check-in/counts.json",
       staff_with(permission::check_in), show_counts},
      {"GET", "/admin/{organiser}/events/{slug}/check-in/list", staff_with(permission::check_in),
       show_list},
  };
  return routes;
}

}  // namespace zusage::server
