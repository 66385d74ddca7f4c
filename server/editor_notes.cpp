// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "base/time_zone.hpp"
#include "events/ring.hpp"
#include "server/editor_parts.hpp"

// What the lists of the editor say of an element beside its name.
namespace zusage::server {
namespace {

std::string note_of_session(const events::session& one, const events::event& of,
                            const web::locale& in) {
  std::string note = one.starts_at && one.ends_at
                         ? in.period(*one.starts_at, *one.ends_at, of.time_zone)
                         : web::pick(one.when, in.language());
  if (note.empty()) note = in.text("editor.without_time");
  if (const auto* chosen = of.find_choice(one.choice))
    note += ", " + web::pick(chosen->title, in.language());
  if (one.capacity) note += ", " + in.text("editor.places", {{"count", *one.capacity}});
  if (one.cancelled) note += ", " + in.text("ring.cancelled");
  return note;
}

std::string note_of_question(const events::question& one, const web::locale& in) {
  auto note = in.text("editor.type." + std::string(to_text(one.type)));
  if (one.required) note += ", " + in.text("editor.is_required");
  return note;
}

std::string note_of_invitation(const nlohmann::json& one, const events::event& of,
                               const web::locale& in) {
  auto note = one.contains("uses") ? in.text("editor.uses", {{"count", one["uses"]}})
                                   : in.text("editor.uses_any");
  if (one.contains("seats")) note += ", " + in.text("editor.seats", {{"count", one["seats"]}});
  const auto until = local_to_instant(one.value("until", ""), of.time_zone);
  if (until) note += ", " + in.text("editor.until", {{"when", in.date_time(*until, of.time_zone)}});
  return note;
}

std::string note_of_indicator(const nlohmann::json& one, const web::locale& in) {
  auto note = in.text("editor.type." + one.value("type", "number"));
  for (const auto& period : one.value("periods", nlohmann::json::array()))
    note += ", " + period.get<std::string>();
  return note;
}

std::string note_of_group(const nlohmann::json& one, const web::locale& in) {
  const auto kind = one.value("kind", "");
  return kind.empty() ? std::string() : in.text("editor.group_kind." + kind);
}

}  // namespace

std::string element_note(const std::string& list, const std::string& id, const editing& at,
                         const web::locale& in) {
  const auto& of = at.event();
  if (list == "sessions") {
    const auto* one = of.find_session(id);
    return one ? note_of_session(*one, of, in) : std::string();
  }
  if (list == "questions") {
    const auto* one = of.find_question(id);
    return one ? note_of_question(*one, in) : std::string();
  }
  if (list == "choices") {
    const auto* one = of.find_choice(id);
    if (!one) return {};
    return in.text("editor.choice_of", {{"least", one->minimum}, {"most", one->maximum}});
  }
  const auto& all = elements_of(at.what.entry, list);
  const auto index = find_element(all, id);
  if (!index) return {};
  if (list == "invitations") return note_of_invitation(all[*index], of, in);
  if (list == "indicators") return note_of_indicator(all[*index], in);
  return list == "groups" ? note_of_group(all[*index], in) : std::string();
}

}  // namespace zusage::server
