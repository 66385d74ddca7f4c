// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <charconv>

#include "base/time_zone.hpp"
#include "consent/versions.hpp"
#include "events/purpose_use.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_purposes.hpp"
#include "server/admin_view.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using consent::kept_purpose;

std::int64_t number_in(const request& of, const char* field) {
  const auto& text = of.form.get(field);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::int64_t count_standing(const schema::reader& db, const kept_purpose& at, bool older,
                            instant now) {
  std::int64_t people = 0;
  for (const auto& one : consent::count_versions(db, at.id, now)) {
    if (!older || one.version < at.version) people += one.standing;
  }
  return people;
}

response done(const request& of, const kept_purpose& at, const std::string& what) {
  return see_other(purpose_link(of, at.key, "?done=" + what));
}

// What was wrong, on the page as it is by now.
response shown_again(const request& of, services& with, const faults& wrong) {
  return with.db.read([&](const schema::reader& db) {
    const auto at = purpose_of(of, db);
    return at ? purpose_page(422, of, db, with, *at, wrong)
              : error_page(404, of, with, "error.not_found");
  });
}

response begin_renewal(const request& of, services& with, const kept_purpose& at) {
  faults wrong;
  const auto deadline = read_deadline(of, wrong);
  if (!deadline) return shown_again(of, with, wrong);
  const auto version = number_in(of, "version");
  if (!is_confirmed(of)) {
    return with.db.read([&](const schema::reader& db) {
      const auto& in = *of.language;
      auto data = purposes_page(of, db, in.text("purposes.ask_title"), &at);
      return confirm_page(
          of, with, std::move(data),
          {in.text("purposes.ask_text", {{"count", count_standing(db, at, true, of.at)},
                                         {"date", in.date_time(*deadline, home_zone)}}),
           in.text("purposes.ask_submit"),
           purpose_link(of, at.key, "/renewal"),
           purpose_link(of, at.key),
           {{"version", std::to_string(version)}, {"deadline", of.form.get("deadline")}}});
    });
  }
  wrong = with.db.write([&](schema::transaction& tx) {
    return events::ask_to_renew(tx, *of.scope, at, version, *deadline, of.at);
  });
  if (!wrong.empty()) return shown_again(of, with, wrong);
  return done(of, at, "renewal");
}

response ask_to_end(const request& of, services& with, const kept_purpose& at) {
  return with.db.read([&](const schema::reader& db) {
    const auto& in = *of.language;
    const bool all = of.form.get("standing") == "end";
    const auto people = count_standing(db, at, false, of.at);
    auto data = purposes_page(of, db, in.text("purposes.end_title"), &at);
    return confirm_page(
        of, with, std::move(data),
        {in.text(all ? "purposes.end_all_text" : "purposes.end_text", {{"count", people}}),
         in.text("purposes.end_submit"),
         purpose_link(of, at.key, "/end"),
         purpose_link(of, at.key),
         {{"standing", all ? "end" : "keep"}}});
  });
}

std::optional<kept_purpose> found(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return purpose_of(of, db); });
}

}  // namespace

// POST /admin/{organiser}/purposes/{purpose}/use
response post_purpose_use(const request& of, services& with) {
  const auto at = found(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const events::purpose_use use{of.form.get("newsletter") == "yes",
                                of.form.get("mailings") == "yes"};
  const auto wrong = with.db.write(
      [&](schema::transaction& tx) { return events::decide_use(tx, *of.scope, *at, use, of.at); });
  return wrong.empty() ? done(of, *at, "used") : shown_again(of, with, wrong);
}

// POST /admin/{organiser}/purposes/{purpose}/renewal: counts people, so not on the network's
// thread; the same for the others.
response post_purpose_renewal(const request& of, services& with) {
  const auto at = found(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  if (of.form.get("action") != "drop") return begin_renewal(of, with, *at);
  const bool dropped = with.db.write([&](schema::transaction& tx) {
    return events::keep_old_consents(tx, *of.scope, *at, of.at);
  });
  return dropped ? done(of, *at, "dropped") : shown_again(of, with, {{"", "no_renewal"}});
}

// POST /admin/{organiser}/purposes/{purpose}/end: asks first
response post_end_purpose(const request& of, services& with) {
  const auto at = found(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto& standing = of.form.get("standing");
  if (standing != "end" && standing != "keep") {
    return shown_again(of, with, {{"standing", "required_choice"}});
  }
  if (!is_confirmed(of)) return ask_to_end(of, with, *at);
  with.db.write([&](schema::transaction& tx) {
    events::end_purpose(tx, *of.scope, *at, standing == "end", of.at);
  });
  return done(of, *at, "ended");
}

// POST /admin/{organiser}/purposes/{purpose}/delete: asks first
response post_delete_purpose(const request& of, services& with) {
  const auto at = found(of, with);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto why =
      with.db.read([&](const schema::reader& db) { return consent::why_kept(db, at->id); });
  if (!why.empty()) return shown_again(of, with, {{"", why}});
  const auto& in = *of.language;
  if (!is_confirmed(of)) {
    return with.db.read([&](const schema::reader& db) {
      auto data = purposes_page(of, db, in.text("purposes.delete_title"), &*at);
      return confirm_page(of, with, std::move(data),
                          {in.text("purposes.delete_text"),
                           in.text("purposes.delete_submit"),
                           purpose_link(of, at->key, "/delete"),
                           purpose_link(of, at->key),
                           {}});
    });
  }
  const auto wrong = with.db.write(
      [&](schema::transaction& tx) { return events::delete_purpose(tx, *of.scope, *at, of.at); });
  if (!wrong.empty()) return shown_again(of, with, wrong);
  return see_other(admin_link(of, "/purposes?done=deleted"));
}

}  // namespace zusage::server
