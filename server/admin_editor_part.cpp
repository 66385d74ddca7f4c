// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "base/text.hpp"
#include "events/invitation.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_editor.hpp"
#include "server/event_view.hpp"
#include "server/target.hpp"

namespace zusage::server {
namespace {

std::string part_path(const request& of, const editor_part& part) {
  auto path = "/edit/" + (part.list.empty() ? part.section : of.capture("section"));
  if (of.captured.contains("item")) path += "/" + of.capture("item");
  return editor_link(of, of.capture("slug"), path);
}

std::string part_title(const editor_part& part, const editing& at, const web::locale& in) {
  if (part.list.empty()) return section_words(part.section, in);
  if (part.is_new) return in.text("editor.new." + part.list);
  return place_words(part.inside(), at.what.entry, in);
}

// The version that the form was made from, or which its sender has seen since and wants to replace.
std::string version_sent(const request& of) {
  const auto& replaces = of.form.get("overwrite");
  return replaces.empty() ? of.form.get("version") : replaces;
}

bool affects_people(const editor_part& part) {
  return part.section == "time-place" || part.list == "sessions";
}

void add_conflict(nlohmann::json& data, const request& of, const schema::reader& db,
                  const editing& at, const shown_part& shown) {
  const auto& in = *of.language;
  const auto all = part_fields(shown.part, at, in);
  const auto stored = fields_from(all, part_in(shown.part, at), at.languages);
  auto rows = differences(all, stored, shown.sent, at.languages, in);
  data["conflict"] = {{"text", changed_words(db, at.event(), in)},
                      {"same", rows.empty()},
                      {"current", std::to_string(at.event().version)}};
  data["differences"] = std::move(rows);
}

// Who runs the event as well and has no box here.
nlohmann::json other_partners(const editing& at, const editor_part& part, const web::locale& in) {
  auto names = nlohmann::json::array();
  if (part.section != "together") return names;
  for (const auto& one : at.event().also_by) {
    const bool offered = std::any_of(at.partners.begin(), at.partners.end(),
                                     [&](const auto& x) { return x.first == one.key; });
    if (!offered) names.push_back({{"name", web::pick(one.name, in.language())}});
  }
  return names;
}

void add_notices(nlohmann::json& data, const schema::reader& db, const editing& at,
                 const shown_part& shown, const web::locale& in) {
  const auto concerned = events::find_concerned(db, at.event().id);
  data["told"] = "";
  if (concerned.all() > 0 && affects_people(shown.part))
    data["told"] = in.text("editor.told", {{"count", concerned.all()}});
  if (concerned.registered > 0 && shown.part.section == "audience")
    data["told"] = in.text("editor.stays", {{"count", concerned.registered}});
  if (concerned.all() > 0 && shown.part.section == "registration") {
    const auto taken = events::find_occupancy(db, at.event().id).taken;
    data["told"] = in.text("editor.taken", {{"count", taken}});
  }
}

}  // namespace

response part_page(int status, const request& of, const schema::reader& db, services& with,
                   const editing& at, shown_part shown) {
  const auto& in = *of.language;
  const auto title = part_title(shown.part, at, in);
  auto data = editor_page(of, at.event(), title);
  const auto all = part_fields(shown.part, at, in);
  data["fields"] = fields_view(all, shown.sent, at.languages, in);
  const auto intro = "editor.intro." + shown.part.section;
  data["intro"] = shown.part.list.empty() && in.has(intro) ? in.text(intro) : "";
  data["action"] = part_path(of, shown.part);
  data["back_url"] = editor_link(of, at.event().slug,
                                 shown.part.list.empty() ? "/edit" : "/edit/" + shown.part.section);
  data["version"] = shown.moved ? of.form.get("version") : std::to_string(at.event().version);
  data["can_preview"] = std::any_of(all.begin(), all.end(), [](const entry_field& one) {
    return one.as == entry_field::shape::markdown;
  });
  data["previews"] =
      shown.previews ? preview(all, shown.sent, at.languages, in) : nlohmann::json::array();
  data["lists"] = section_lists(of, shown.part, at);
  data["can_go_on"] = shown.part.is_new;
  data["saved"] = status == 200 && of.query.has("saved");
  data["others"] = other_partners(at, shown.part, in);
  const bool groups = shown.part.section == "ring";
  data["groups_url"] = groups ? editor_link(of, at.event().slug, "/ring") : "";
  data["document"] = false;
  if (shown.part.section == "paper") data["document"] = document_view(of, db, at);
  data["conflict"] = false;
  data["nothing_done"] = true;
  if (shown.moved) {
    add_conflict(data, of, db, at, shown);
    shown.wrong.insert(shown.wrong.begin(), {"", "event_edited"});
  }
  add_notices(data, db, at, shown, in);
  web::show_faults(data, shown.wrong, in);
  return page(status, of, with, "admin_editor_part", std::move(data));
}

namespace {

faults in_words(const faults& wrong, const editor_part& part, const editing& at,
                const nlohmann::json& entry, const web::locale& in) {
  auto near = name_lines(wrong, entry, in);
  // Of a choice the file says what is wrong at the whole of it.
  for (auto& one : near) {
    if (part.list == "choices" && one.field + "." == part.inside()) one.field += ".sessions";
  }
  auto made = at_fields(near, part_fields(part, at, in), at.languages, part.inside(), in);
  for (auto& one : made) {
    if (one.code == "editor_elsewhere")
      one.arguments["place"] = place_words(one.arguments["place"].get<std::string>(), entry, in);
  }
  return made;
}

// Back to where it came from, or, with `do` = `next`, on to one more like it.
std::string after_saving(const request& of, const editing& at, const editor_part& part,
                         const nlohmann::json& entry) {
  const auto& slug = at.event().slug;
  if (part.list.empty()) return editor_link(of, slug, "/edit?saved=1");
  const auto* list = find_editor_list(part.list);
  if (!part.is_new || !list || of.form.get("do") != "next")
    return editor_link(of, slug, "/edit/" + part.section + "?saved=1");
  const auto id = element_id(elements_of(entry, part.list).at(part.index));
  return editor_link(of, slug, "/edit/" + list->new_page + "?saved=1&like=" + encode_component(id));
}

// The list of an element that is there no more.
response gone_page(const request& of, const schema::reader& db, services& with, const editing& at) {
  for (const auto& one : editor_lists()) {
    if (one.name == of.capture("section"))
      return list_page(409, of, db, with, at, {one.section, "", 0, false}, {{"", "event_edited"}});
  }
  return error_page(404, of, with, "error.not_found");
}

// Somebody else was faster: what is stored now beside what was sent.
response moved_page(const request& of, const schema::reader& db, services& with) {
  const auto now = find_editing(of, db);
  if (!now) return error_page(404, of, with, "error.not_found");
  const auto part = find_part(of, *now);
  if (!part) return gone_page(of, db, with, *now);
  return part_page(409, of, db, with, *now, {*part, of.form, {}, true});
}

// A code that was made on the page of the invitations is not in the entry, nor is one that has
// ended; neither can be made again.
faults code_faults(const request& of, const schema::reader& db, const editing& at,
                   const editor_part& part) {
  const auto& code = of.form.get("code");
  if (part.list != "invitations" || !part.is_new || code.empty() || !is_utf8(code)) return {};
  if (!events::find_invitation(db, at.event().id, code)) return {};
  return {{"code", "editor_code_known"}};
}

decision save_part(const request& of, const schema::reader& db, services& with, const editing& at,
                   const editor_part& part) {
  const auto& in = *of.language;
  auto made = part_in(part, at);
  auto wrong = apply(part_fields(part, at, in), of.form, at.languages, made);
  auto entry = entry_with(part, at, std::move(made));
  if (of.form.get("do") == "preview")
    return part_page(200, of, db, with, at, {part, of.form, {}, false, true});
  if (version_sent(of) != std::to_string(at.event().version)) return moved_page(of, db, with);
  for (auto& one : code_faults(of, db, at, part)) wrong.push_back(std::move(one));
  if (of.form.has("edit")) return part_page(200, of, db, with, at, {part, of.form, {}});
  if (part.section == "audience") {
    const auto typed = entry;
    for (auto& one : in_words(find_members(db, entry), part, at, typed, in))
      wrong.push_back(std::move(one));
  }
  const auto checked = events::check_entry(db, entry);
  if (!checked) {
    for (const auto& one : in_words(checked.error(), part, at, entry, in)) wrong.push_back(one);
  }
  if (!wrong.empty()) return part_page(422, of, db, with, at, {part, of.form, wrong});
  const auto what = consequences(of, db, at, checked->events.front().what);
  auto notice = notice_in(of, wrong);
  if (!what.words.empty() && (!is_confirmed(of) || !wrong.empty()))
    return ask_first(of, with, at, part_path(of, part), what, wrong);
  events::entry_change change{entry, at.event().version,
                              part.list.empty() ? part.section : part.list};
  change.notice = std::move(notice);
  return action([of, at, part, change, &with](schema::transaction& tx) {
    // Somebody may have registered since it was offered.
    if (part.section == "together" && offered_partners(of, tx, at.what) != at.partners)
      return moved_page(of, tx, with);
    const auto done = events::save_entry(tx, with.registrar, *of.scope, change, of.at);
    if (done) return see_other(after_saving(of, at, part, change.entry));
    tx.undo();
    if (done.error().front().code == "event_edited") return moved_page(of, tx, with);
    return part_page(422, of, tx, with, at,
                     {part, of.form, in_words(done.error(), part, at, change.entry, *of.language)});
  });
}

bool is_list(const editor_part& part) {
  if (!part.list.empty()) return false;
  const auto& section = part.section;
  return section == "programme" || section == "questions" || section == "mails" ||
         section == "invitations";
}

}  // namespace

// GET /admin/{organiser}/events/{slug}/edit/{section}, and …/{item}
response show_editor_part(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  const auto part = at ? find_part(of, *at) : std::nullopt;
  if (!part) return error_page(404, of, with, "error.not_found");
  if (is_list(*part)) return list_page(200, of, db, with, *at, *part, {});
  const auto shown = part->is_new ? new_part(of, *part, *at) : part_in(*part, *at);
  auto sent = fields_from(part_fields(*part, *at, *of.language), shown, at->languages);
  return part_page(200, of, db, with, *at, {*part, std::move(sent)});
}

// POST the same; `do` = `preview`, or `up`, `down`, `remove` of an element
decision post_editor_part(const request& of, const schema::reader& db, services& with) {
  const auto at = find_editing(of, db);
  if (!at) return error_page(404, of, with, "error.not_found");
  const auto part = find_part(of, *at);
  if (!part) return gone_page(of, db, with, *at);
  if (is_list(*part) || of.form.has("list")) return change_list(of, db, with, *at, *part);
  return save_part(of, db, with, *at, *part);
}

}  // namespace zusage::server
