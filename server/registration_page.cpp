// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/registration_page.hpp"

#include <algorithm>

#include "events/group.hpp"
#include "events/phone_consent.hpp"
#include "events/resolve_municipality.hpp"
#include "server/application_view.hpp"
#include "server/event_view.hpp"
#include "server/look_view.hpp"
#include "server/public.hpp"

namespace zusage::server {
namespace {

// After an action: what was done, as the address says it (`?done=changed`).
std::string done_words(const own_registration& own) {
  const auto& done = own.in.query.get("done");
  const bool known = done == "changed" || done == "verified" || done == "accepted" ||
                     done == "offer_over" || done == "nothing_offered" ||
                     done == "people_changed" || done == "follow_up_saved" ||
                     done == "group_cancelled" || done == "group_one_cancelled" ||
                     done == "paper_sent" || done == "group_nobody";
  return known ? kind_text(own.of->kind, *own.in.language, "registration." + done) : "";
}

// Said beforehand to everybody alike: whether somebody agreed is not told by this page's form.
void add_phone_hint(nlohmann::json& form, const web::locale& in) {
  for (auto& field : form["person"]) {
    if (field.at("name") == "phone") field["hint"] = in.text("registration.phone_hint");
  }
}

// The municipality by its name: the directory's, or that which is stored with its key.
events::typed_fields with_names(const schema::reader& db, events::typed_fields typed,
                                const events::registration& row) {
  typed = events::with_municipality_names(db, std::move(typed));
  for (auto& [name, value] : typed) {
    if (name == "municipality" && value == row.ags && !row.municipality.empty())
      value = row.municipality;
  }
  return typed;
}

struct wanted_to_cancel {
  std::vector<std::string> references;
  std::size_t count = 0;  ///< how many of them are cancelled by it; of a repetition, all
};

wanted_to_cancel wanted_members(const own_registration& own,
                                const std::vector<events::group_member>& group) {
  wanted_to_cancel wanted;
  const bool all = own.in.form.get("all") == "yes";
  const auto& ticked = own.in.form.all();
  for (const auto& one : group) {
    const bool named = std::any_of(ticked.begin(), ticked.end(), [&](const auto& field) {
      return field.first == "cancel" && field.second == one.reference;
    });
    if (!all && !named) continue;
    wanted.references.push_back(one.reference);
    if (can_cancel(own, one)) ++wanted.count;
  }
  if (wanted.count == 0) wanted.count = wanted.references.size();
  return wanted;
}

}  // namespace

response registration_page(int status, const own_registration& own, const schema::reader& db,
                           services& with, const events::typed_fields& typed, const faults& wrong) {
  const auto& in = *own.in.language;
  const auto taken = events::find_occupancy(db, own.of->id);
  std::vector<std::string> booked;
  for (const auto& one : own.row.sessions) {
    if (one.status == events::registration_status::confirmed) booked.push_back(one.session_key);
  }
  const auto shown = with_names(db, typed, own.row);
  auto form = form_view({*own.of, taken, shown, wrong, in, true, std::move(booked)});
  if (events::asks_for_calls(db, own.of->by.id)) add_phone_hint(form, in);
  const auto title = web::pick(own.of->title, in.language());
  auto data = about(*own.of, own.in,
                    {{"title", kind_text(own.of->kind, in, "registration.title") + " – " + title},
                     {"registration", registration_view(own, db, with)},
                     {"application", own_application_view(own, db, with)},
                     {"form", form},
                     {"errors", form.at("errors")},
                     {"has_errors", !wrong.empty()},
                     {"done", done_words(own)},
                     {"no_index", true}});
  data["look"] = look_view(db, own.in, own.of->by.id);
  return page(status, own.in, with, "registration", std::move(data));
}

// GET /r/{token}
response show_registration(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own(of, db, with, link_purpose::registration);
  if (!own) return opens_nothing(of, db, with);
  return registration_page(200, *own, db, with, typed_fields_of(*own), {});
}

// GET /r/{token}/calendar.ics
response show_registration_calendar(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own(of, db, with, link_purpose::registration);
  // A paper has no time that a calendar could keep.
  if (!own || own->of->kind == events::kind::paper) return opens_nothing(of, db, with);
  const auto entries = events::calendar_of(mail_case_of(*own, db, with));
  response made;
  made.content_type = "text/calendar; charset=utf-8";
  made.body = mailer::to_icalendar(entries, mailer::calendar_method::publish);
  return made.with("Content-Disposition", "attachment; filename=\"" + own->of->slug + ".ics\"");
}

// POST /r/{token}/cancel
decision post_cancel(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own(of, db, with, link_purpose::registration);
  if (!own) return opens_nothing(of, db, with);
  const auto path = own_path(*own, with) + "?done=cancelled";
  return action([own = std::make_shared<const own_registration>(*own), to = link_to(of, path),
                 &with](schema::transaction& tx) {
    const auto done = with.registrar.cancel(tx, with.catalogue, own->by, own->in.at);
    return done ? see_other(to) : opens_nothing(own->in, tx, with);
  });
}

// POST /r/{token}/accept
decision post_accept(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own(of, db, with, link_purpose::registration);
  if (!own || !own->by.by_mail) return opens_nothing(of, db, with);
  return action([own = std::make_shared<const own_registration>(*own), &with,
                 to = link_to(of, own_path(*own, with) + "?done=")](schema::transaction& tx) {
    using acceptance = events::registrar::acceptance;
    const auto done = with.registrar.accept(tx, with.catalogue, own->by, own->in.at);
    if (!done) return opens_nothing(own->in, tx, with);
    const auto* what = *done == acceptance::accepted   ? "accepted"
                       : *done == acceptance::too_late ? "offer_over"
                                                       : "nothing_offered";
    return see_other(to + what);
  });
}

// POST /r/{token}/group: cancels those whose box is ticked, or all of them.
decision post_group(const request& of, const schema::reader& db, services& with) {
  const auto own = find_own(of, db, with, link_purpose::registration);
  if (!own) return opens_nothing(of, db, with);
  const auto wanted = wanted_members(*own, events::find_group(db, own->row.id));
  const auto path = own_path(*own, with);
  if (wanted.references.empty()) return see_other(link_to(of, path + "?done=group_nobody"));
  const auto* done = wanted.count == 1 ? "?done=group_one_cancelled" : "?done=group_cancelled";
  return action([own = std::make_shared<const own_registration>(*own),
                 references = wanted.references, &with,
                 to = link_to(of, path + done)](schema::transaction& tx) {
    const auto cancelled =
        with.registrar.cancel_some(tx, with.catalogue, own->by, references, own->in.at);
    return cancelled ? see_other(to) : opens_nothing(own->in, tx, with);
  });
}

}  // namespace zusage::server
