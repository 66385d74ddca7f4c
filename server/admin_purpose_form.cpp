// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <charconv>
#include <set>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "consent/validity.hpp"
#include "events/event_file.hpp"
#include "events/form_input.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_purposes.hpp"
#include "server/admin_view.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "web/form.hpp"
#include "web/language_name.hpp"

namespace zusage::server {
namespace {

using consent::kept_purpose;
using events::purpose_form;
using fields_view = nlohmann::json;

constexpr std::size_t most_names = 20'000;  // characters of all recipients together

std::vector<std::string> lines_in(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t from = 0;
  while (from <= text.size()) {
    const auto end = std::min(text.find('\n', from), text.size());
    auto line = cleaned(text.substr(from, end - from));
    if (!line.empty()) lines.push_back(std::move(line));
    from = end + 1;
  }
  return lines;
}

std::int64_t read_months(const request& of, faults& wrong) {
  const auto text = events::checked_text("valid_months", of.form.get("valid_months"), {10}, wrong);
  if (text.empty()) return 0;
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    wrong.push_back({"valid_months", "not_a_number"});
    return 0;
  }
  if (number < 1) wrong.push_back({"valid_months", "number_too_small", {{"least", 1}}});
  return number < 1 ? 0 : number;
}

purpose_form read_form(const request& of, const std::vector<std::string>& languages,
                       faults& wrong) {
  purpose_form form;
  const auto text = [&](const std::string& field, std::size_t most, bool multiline) {
    return events::checked_text(field, of.form.get(field), {most, false, multiline}, wrong);
  };
  form.key = text("key", events::file_limits::key, false);
  form.channel = text("channel", events::file_limits::key, false);
  for (const auto& language : languages) {
    auto title = text("title." + language, events::file_limits::title, false);
    auto notice = text("notice." + language, events::file_limits::text, true);
    if (!title.empty()) form.title[language] = std::move(title);
    if (!notice.empty()) form.notice[language] = std::move(notice);
  }
  form.recipients = lines_in(text("recipients", most_names, true));
  form.valid_months = read_months(of, wrong);
  form.newsletter = of.form.get("newsletter") == "yes";
  form.mailings = of.form.get("mailings") == "yes";
  form.announces = text("announces", events::file_limits::slug, false);
  return form;
}

// What a fault was found for already is not said a second time.
void add_faults(faults& all, const faults& more) {
  std::set<std::string> known;
  for (const auto& one : all) known.insert(one.field);
  for (const auto& one : more) {
    if (one.field.empty() || !known.contains(one.field)) all.push_back(one);
  }
}

// What was typed, as far as it is text at all.
std::string typed(const request& of, const std::string& field) {
  const auto& text = of.form.get(field);
  return is_utf8(text) ? cut(cleaned(text), events::file_limits::text) : std::string();
}

struct field_words {
  std::string name, label, hint;
  bool optional = false;
};

web::form_field text_field(const field_words& of, std::string value) {
  web::form_field made;
  made.name = of.name;
  made.label = of.label;
  made.hint = of.hint;
  made.optional = of.optional;
  made.autocomplete = "off";
  made.value = std::move(value);
  return made;
}

web::form_field area(const field_words& of, std::string value, std::size_t rows) {
  auto made = text_field(of, std::move(value));
  made.as = web::form_field::control::textarea;
  made.rows = rows;
  return made;
}

// Texts, recipients and months: what every version says.
fields_view version_fields(const request& of, const std::vector<std::string>& languages) {
  const auto& in = *of.language;
  auto fields = fields_view::array();
  for (const auto& language : languages) {
    const nlohmann::json named = {{"language", web::language_name(in, language)}};
    const bool optional = language != languages.front();
    const auto title = "title." + language, notice = "notice." + language;
    fields.push_back(web::to_json(text_field(
        {title, in.text("purposes.field.title", named), "", optional}, typed(of, title))));
    fields.push_back(web::to_json(area({notice, in.text("purposes.field.notice", named),
                                        in.text("purposes.field_hint.notice"), optional},
                                       typed(of, notice), 8)));
  }
  fields.push_back(web::to_json(area({"recipients", in.text("purposes.field.recipients"),
                                      in.text("purposes.field_hint.recipients"), true},
                                     typed(of, "recipients"), 3)));
  auto months = text_field(
      {"valid_months", in.text("purposes.field.valid_months"),
       in.text("purposes.field_hint.valid_months", {{"most", consent::most_valid_months}}), true},
      typed(of, "valid_months"));
  months.inputmode = "numeric";
  fields.push_back(web::to_json(months));
  return fields;
}

fields_view new_fields(const request& of, const std::vector<std::string>& languages) {
  const auto& in = *of.language;
  auto fields = fields_view::array();
  fields.push_back(web::to_json(
      text_field({"key", in.text("purposes.field.key"), in.text("purposes.field_hint.key")},
                 typed(of, "key"))));
  web::form_field channel;
  channel.as = web::form_field::control::radio;
  channel.name = "channel";
  channel.label = in.text("purposes.field.channel");
  for (const std::string one : {"email", "phone", "post"}) {
    channel.options.push_back({one, in.text("channel." + one), "", typed(of, "channel") == one});
  }
  fields.push_back(web::to_json(channel));
  for (auto& one : version_fields(of, languages)) fields.push_back(std::move(one));
  web::form_field newsletter;
  newsletter.as = web::form_field::control::checkbox;
  newsletter.name = "newsletter";
  newsletter.value = "yes";
  newsletter.optional = true;
  newsletter.label = in.text("purposes.field.newsletter");
  newsletter.checked = of.form.get("newsletter") == "yes";
  fields.push_back(web::to_json(newsletter));
  newsletter.name = "mailings";
  newsletter.label = in.text("purposes.field.mailings");
  newsletter.hint = in.text("purposes.field_hint.mailings");
  newsletter.checked = of.form.get("mailings") == "yes";
  fields.push_back(web::to_json(newsletter));
  fields.push_back(web::to_json(text_field({"announces", in.text("purposes.field.announces"),
                                            in.text("purposes.field_hint.announces"), true},
                                           typed(of, "announces"))));
  return fields;
}

response new_page(int status, const request& of, const schema::reader& db, services& with,
                  const faults& wrong) {
  const auto& in = *of.language;
  auto data = purposes_page(of, db, in.text("purposes.new"));
  data["intro"] = in.text("purposes.new_text");
  data["fields"] = new_fields(of, purpose_languages(of, db, nullptr));
  data["base"] = "";
  data["decides"] = false;
  data["submit"] = in.text("purposes.create");
  data["action"] = admin_link(of, "/new-purpose");
  data["back_url"] = admin_link(of, "/purposes");
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_purpose_form", std::move(data));
}

// The form of a new version begins with what the newest one says.
request with_newest(const request& of, const schema::reader& db, const kept_purpose& at) {
  auto filled = of;
  const auto versions = consent::list_versions(db, at.id);
  for (const auto& one : versions) {
    if (one.version != at.version) continue;
    for (const auto& text : one.texts) {
      filled.form.add("title." + text.language, text.title);
      filled.form.add("notice." + text.language, text.text);
    }
    std::string names;
    for (const auto& name : one.recipients) names += name + "\n";
    filled.form.add("recipients", names);
    if (one.valid_months > 0) filled.form.add("valid_months", std::to_string(one.valid_months));
  }
  filled.form.add("base", std::to_string(at.version));
  return filled;
}

web::form_field decision_field(const request& of) {
  const auto& in = *of.language;
  web::form_field made;
  made.as = web::form_field::control::radio;
  made.name = "old";
  made.label = in.text("purposes.field.old");
  made.hint = in.text("purposes.field_hint.old");
  for (const std::string one : {"stay", "renew"}) {
    made.options.push_back({one, in.text("purposes.old_" + one), "", of.form.get("old") == one});
  }
  return made;
}

response version_page(int status, const request& of, const schema::reader& db, services& with,
                      const kept_purpose& at, const faults& wrong) {
  const auto& in = *of.language;
  auto data = purposes_page(of, db, in.text("purposes.new_version"), &at);
  data["intro"] = in.text("purposes.version_text");
  data["fields"] = version_fields(of, purpose_languages(of, db, &at));
  data["base"] = std::to_string(at.version);  // sent again it stands on what is there by now
  data["decides"] = true;
  data["old_field"] = web::to_json(decision_field(of));
  data["deadline_field"] = deadline_field(of);
  data["deadline_field"]["optional"] = true;
  data["submit"] = in.text("purposes.preview");
  data["action"] = purpose_link(of, at.key, "/version");
  data["back_url"] = purpose_link(of, at.key);
  web::show_faults(data, wrong, in);
  return page(status, of, with, "admin_purpose_form", std::move(data));
}

nlohmann::json difference(const std::string& label, const std::string& before,
                          const std::string& after, const std::string& language) {
  return {{"label", label}, {"before", before}, {"after", after}, {"content_language", language}};
}

// What the new version says differently from the newest one.
nlohmann::json differences(const request& of, const schema::reader& db, const kept_purpose& at,
                           const purpose_form& form, const std::vector<std::string>& languages) {
  const auto& in = *of.language;
  const auto old = with_newest(of, db, at);  // its own fields come after those that were typed
  auto rows = nlohmann::json::array();
  const auto was = [&](const std::string& field) {
    const auto all = old.form.values(field);
    const auto mine = of.form.values(field).size();
    return all.size() > mine ? cleaned(all[mine]) : std::string();
  };
  const auto add = [&](const std::string& label, const std::string& before,
                       const std::string& after, const std::string& language) {
    if (before != after) rows.push_back(difference(label, before, after, language));
  };
  for (const auto& language : languages) {
    const nlohmann::json named = {{"language", web::language_name(in, language)}};
    const auto mark = language_to_mark(language, in);
    add(in.text("purposes.field.title", named), was("title." + language),
        form.title.value(language, ""), mark);
    add(in.text("purposes.field.notice", named), was("notice." + language),
        form.notice.value(language, ""), mark);
  }
  std::string names;
  for (const auto& one : form.recipients) names += (names.empty() ? "" : "\n") + one;
  add(in.text("purposes.field.recipients"), was("recipients"), names, "");
  add(in.text("purposes.field.valid_months"), was("valid_months"),
      form.valid_months > 0 ? std::to_string(form.valid_months) : "", "");
  return rows;
}

std::int64_t count_older(const schema::reader& db, const kept_purpose& at, instant now) {
  std::int64_t people = 0;
  for (const auto& one : consent::count_versions(db, at.id, now)) people += one.standing;
  return people;
}

response preview_page(const request& of, const schema::reader& db, services& with,
                      const kept_purpose& at, const purpose_form& form,
                      const std::optional<instant>& deadline) {
  const auto& in = *of.language;
  const auto languages = purpose_languages(of, db, &at);
  auto data = purposes_page(of, db, in.text("purposes.preview_title"), &at);
  const auto people = count_older(db, at, of.at);
  data["decision"] =
      deadline ? in.text("purposes.ask_text",
                         {{"count", people}, {"date", in.date_time(*deadline, home_zone)}})
               : in.text("purposes.stay_text", {{"count", people}});
  data["changes"] = differences(of, db, at, form, languages);
  auto hidden = nlohmann::json::array();
  for (const auto& [name, value] : of.form.all()) {
    if (name == "csrf" || name == "confirm" || name == "back") continue;
    hidden.push_back({{"name", name}, {"value", is_utf8(value) ? value : ""}});
  }
  data["hidden"] = std::move(hidden);
  data["nothing_done"] = true;
  data["action"] = purpose_link(of, at.key, "/version");
  return page(200, of, with, "admin_purpose_preview", std::move(data));
}

std::int64_t base_in(const request& of) {
  const auto& text = of.form.get("base");
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Everything that can be said before the transaction, which asks the rest again.
faults check_version(const request& of, const schema::reader& db, const kept_purpose& at,
                     const purpose_form& form) {
  auto wrong = events::check_new_version(form, purpose_languages(of, db, &at));
  if (at.ended_at) wrong.push_back({"", "purpose_over"});
  if (base_in(of) != at.version) wrong.push_back({"", "purpose_edited"});
  if (wrong.empty() && consent::says_the_same(db, of.scope->organiser_id(),
                                              events::definition_of(db, *of.scope, at, form))) {
    wrong.push_back({"", "purpose_same"});
  }
  const auto& old = of.form.get("old");
  if (old != "stay" && old != "renew") wrong.push_back({"old", "required_choice"});
  return wrong;
}

}  // namespace

// GET /admin/{organiser}/new-purpose
response show_new_purpose(const request& of, const schema::reader& db, services& with) {
  return new_page(200, of, db, with, {});
}

// POST /admin/{organiser}/new-purpose
decision post_new_purpose(const request& of, const schema::reader& db, services& with) {
  const auto languages = purpose_languages(of, db, nullptr);
  faults wrong;
  const auto form = read_form(of, languages, wrong);
  add_faults(wrong, events::check_new_purpose(db, *of.scope, form, languages));
  if (!wrong.empty()) return new_page(422, of, db, with, wrong);
  return action([of, form, languages, &with](schema::transaction& tx) {
    // Somebody else may have taken the key meanwhile.
    const auto again = events::check_new_purpose(tx, *of.scope, form, languages);
    if (!again.empty()) return new_page(422, of, tx, with, again);
    events::create_purpose(tx, *of.scope, form, of.at);
    return see_other(purpose_link(of, form.key, "?done=created"));
  });
}

// GET /admin/{organiser}/purposes/{purpose}/version
response show_new_version(const request& of, const schema::reader& db, services& with) {
  const auto at = purpose_of(of, db);
  if (!at) return error_page(404, of, with, "error.not_found");
  return version_page(200, with_newest(of, db, *at), db, with, *at, {});
}

namespace {

struct version_wish {
  kept_purpose at;
  purpose_form form;
  std::optional<instant> deadline;
};

// What is wrong, or what would change; nothing: it is confirmed, and `wish` says what.
std::optional<response> before_writing(const request& of, const schema::reader& db, services& with,
                                       version_wish& wish) {
  const auto at = purpose_of(of, db);
  if (!at) return error_page(404, of, with, "error.not_found");
  faults wrong;
  wish.at = *at;
  wish.form = read_form(of, purpose_languages(of, db, &*at), wrong);
  add_faults(wrong, check_version(of, db, *at, wish.form));
  if (of.form.get("old") == "renew") wish.deadline = read_deadline(of, wrong);
  if (!wrong.empty() || of.form.has("back"))
    return version_page(wrong.empty() ? 200 : 422, of, db, with, *at, wrong);
  if (!is_confirmed(of)) return preview_page(of, db, with, *at, wish.form, wish.deadline);
  return {};
}

}  // namespace

// POST /admin/{organiser}/purposes/{purpose}/version: shows first what changes, and for how many
// people, so not on the network's thread
response post_new_version(const request& of, services& with) {
  version_wish wish;
  auto shown =
      with.db.read([&](const schema::reader& db) { return before_writing(of, db, with, wish); });
  if (shown) return std::move(*shown);
  const auto late = with.db.write([&](schema::transaction& tx) {
    return events::write_version(tx, *of.scope, wish.at, wish.form, base_in(of), wish.deadline,
                                 of.at);
  });
  if (late.empty()) return see_other(purpose_link(of, wish.at.key, "?done=written"));
  return with.db.read([&](const schema::reader& db) {
    return version_page(422, of, db, with, purpose_of(of, db).value_or(wish.at), late);
  });
}

}  // namespace zusage::server
