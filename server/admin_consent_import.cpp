// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <array>
#include <map>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "consent/officer.hpp"
#include "consent/purposes.hpp"
#include "events/consent_import.hpp"
#include "events/json_members.hpp"
#include "events/load_event.hpp"
#include "server/admin.hpp"
#include "server/admin_confirm.hpp"
#include "server/admin_consent_view.hpp"
#include "server/admin_view.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::size_t most_shown = 100;    // broken cells in a preview
constexpr std::int64_t most_imports = 10;  // earlier ones that are listed

constexpr auto count_names = std::to_array<const char*>(
    {"given", "asked", "stands", "waits", "asked_before", "withdrawn", "too_old", "purpose_over",
     "damaged", "ended", "already", "suppressed"});

// The file as it was chosen, or as the preview carries it.
std::string file_of(const request& of) {
  if (const auto& chosen = of.form.get("file"); !chosen.empty()) return chosen;
  return from_base64url(of.form.get("kept")).value_or("");
}

// The counts of an import that are not zero, as its line in the audit trail has them.
std::string counts_in_words(const json& counts, const web::locale& in) {
  std::vector<std::string> parts;
  for (const auto* name : count_names) {
    const auto count = events::integer_member(counts, name).value_or(0);
    if (count > 0)
      parts.push_back(in.text("import_consents.count." + std::string(name), {{"count", count}}));
  }
  return parts.empty() ? in.text("import_consents.count.none") : joined(parts);
}

std::string title_or(const std::map<std::string, std::string>& titles, const std::string& key) {
  const auto found = titles.find(key);
  return found == titles.end() ? key : found->second;
}

json import_rows(const request& of, const schema::reader& db) {
  const auto& in = *of.language;
  auto rows = json::array();
  const auto purposes = titles_of_purposes(of, db);
  db.each<instant, std::optional<std::string>, std::string, std::string, std::string>(
      "SELECT a.at, s.email, a.action, a.subject, a.details"
      " FROM audit_entry a"
      " LEFT JOIN staff s ON s.id = a.staff_id"
      " WHERE a.organiser_id = :1 AND a.action IN ('consents.imported', 'revocations.imported')"
      " ORDER BY a.id DESC"
      " LIMIT :2",
      [&](instant at, const std::optional<std::string>& by, const std::string& what,
          const std::string& subject, const std::string& details) {
        rows.push_back({{"at", in.date_time(at, home_zone)},
                        {"by", by.value_or(in.text("proof.by_operator"))},
                        {"what", words_of(in, "proof.act.", what)},
                        {"subject", title_or(purposes, subject)},
                        {"result", counts_in_words(events::from_stored(details), in)}});
      },
      of.scope->organiser_id(), most_imports);
  return rows;
}

json select_field(const request& of, const std::string& id, const json& options, bool optional,
                  const faults& wrong) {
  const auto& in = *of.language;
  std::string error;
  for (const auto& one : wrong) {
    if (one.field == id) error = fault_words(one, in);
  }
  return {
      {"id", id},
      {"name", "purpose"},
      {"label", in.text("admin.purpose")},
      {"hint", ""},
      {"optional", optional},
      {"none_text", in.text(optional ? "import_consents.all_purposes" : "import_consents.choose")},
      {"autocomplete", ""},
      {"show_if", ""},
      {"error", error},
      {"options", options}};
}

json file_field(const request& of, const std::string& id, const faults& wrong) {
  const auto& in = *of.language;
  std::string error;
  for (const auto& one : wrong) {
    if (one.field == id) error = fault_words(one, in);
  }
  return {{"id", id},
          {"name", "file"},
          {"label", in.text("import_consents.file")},
          {"hint", in.text("import_consents.file_hint")},
          {"optional", false},
          {"accept", ".csv,text/csv"},
          {"show_if", ""},
          {"error", error}};
}

json purpose_options(const request& of, const schema::reader& db, bool importable) {
  const auto& in = *of.language;
  auto options = json::array();
  for (const auto& one : consent::count_purposes(db, of.scope->organiser_id())) {
    consent::import_refusal why{};
    if (importable && !consent::find_import_target(db, of.scope->organiser_id(), one.key, why))
      continue;
    options.push_back({{"option", one.key},
                       {"text", web::pick(one.title, in.language()) + " (" +
                                    in.text("channel." + one.channel) + ")"},
                       {"text_language", foreign_language(one.title, in)},
                       {"selected", of.form.get("purpose") == one.key}});
  }
  return options;
}

response import_page(int status, const request& of, const schema::reader& db, services& with,
                     const faults& wrong) {
  const auto& in = *of.language;
  auto data = consents_page(of, db, in.text("import_consents.title"), false);
  add_step(data, in.text("import_consents.title"));
  show_faults(data, wrong, in);
  const auto& done = of.query.get("done");
  if (done == "consents" || done == "revocations")
    data["done"] = in.text("import_consents.done_" + done);
  const auto options = purpose_options(of, db, true);
  if (!options.empty()) data["purpose_field"] = select_field(of, "purpose", options, false, wrong);
  data["consents_file"] = file_field(of, "consents-file", wrong);
  data["consents_url"] = admin_link(of, "/consents/import");
  data["revoked_field"] =
      select_field(of, "revoked-purpose", purpose_options(of, db, false), true, wrong);
  data["revocations_file"] = file_field(of, "revocations-file", wrong);
  data["revocations_url"] = admin_link(of, "/consents/revocations");
  data["imports"] = import_rows(of, db);
  return page(status, of, with, "admin_consent_import", std::move(data));
}

response refused(const request& of, services& with, faults wrong, const std::string& field) {
  for (auto& one : wrong) {
    if (one.field == "file") one.field = field;
    if (one.code == "file_no_heading") one.code = "file_no_email_heading";
  }
  return with.db.read(
      [&](const schema::reader& db) { return import_page(422, of, db, with, wrong); });
}

struct preview {
  std::string purpose_words, path;
  json facts = json::array();
  std::int64_t changes = 0;  ///< rows that would do something
};

response preview_page(const request& of, services& with, const events::consent_list& list,
                      const preview& shown) {
  const auto& in = *of.language;
  auto broken = json::array();
  for (const auto& one : list.broken) {
    if (broken.size() == most_shown) break;
    broken.push_back({{"line", one.line},
                      {"column", one.column},
                      {"shown", one.shown},
                      {"fault", in.text("import_consents.fault_" + one.code)}});
  }
  auto data = with.db.read([&](const schema::reader& db) {
    return consents_page(of, db, in.text("import_consents.preview"), false);
  });
  add_step(data, in.text("import_consents.title"), admin_link(of, "/consents/import"));
  add_step(data, in.text("import_consents.preview"));
  const auto more = list.broken.size() - broken.size();
  data["broken_title"] = in.text("import_consents.broken", {{"count", list.broken.size()}});
  data["broken"] = std::move(broken);
  data["more"] = more > 0 ? in.text("admin.upload.more", {{"count", more}}) : "";
  data["purpose"] = shown.purpose_words;
  data["facts"] = shown.facts;
  data["action"] = shown.changes == 0 ? "" : admin_link(of, shown.path);
  data["nothing"] = in.text(list.rows.empty() ? "admin.upload.nobody" : "import_consents.nothing");
  data["submit"] =
      in.text(list.broken.empty() ? "import_consents.submit" : "import_consents.submit_good",
              {{"count", shown.changes}});
  data["purpose_key"] = of.form.get("purpose");
  data["kept"] = to_base64url(file_of(of));
  data["back_url"] = admin_link(of, "/consents/import");
  return page(200, of, with, "admin_consent_import_preview", std::move(data));
}

// Whoever confirms has seen what is broken, and that the rest is taken without it.
bool may_be_stored(const request& of, const events::consent_list& list) {
  return is_confirmed(of) && !list.rows.empty() &&
         (list.broken.empty() || of.form.get("only_good") == "yes");
}

events::import_tools tools_of(services& with) {
  const auto spoken = web::languages();
  return {with.db, keys_of(with), with.ledger, with.outbox, {spoken.begin(), spoken.end()}};
}

events::importer importer_of(const request& of, services& with) {
  auto language = with.db.read([&](const schema::reader& db) {
    const auto by = events::load_organiser(db, of.scope->organiser_id());
    return by.languages.empty() ? std::string("de") : by.languages.front();
  });
  return {*of.scope, of.staff_email, std::move(language)};
}

void add_count(json& facts, const char* name, std::int64_t count, const web::locale& in) {
  if (count == 0) return;
  facts.push_back({{"label", in.text("import_consents.fact." + std::string(name))},
                   {"value", in.number(count)}});
}

std::string title_of(const schema::reader& db, const request& of, const std::string& key) {
  return title_or(titles_of_purposes(of, db), key);
}

preview consents_preview(const request& of, services& with, const consent::import_target& to,
                         const events::consent_list& list, const events::importer& by) {
  using consent::imported;
  const auto& in = *of.language;
  const auto counts = events::preview_consents(tools_of(with), by, to, list, of.at);
  preview shown;
  shown.path = "/consents/import";
  const auto title = with.db.read(
      [&](const schema::reader& db) { return title_of(db, of, of.form.get("purpose")); });
  shown.purpose_words = in.text("import_consents.into", {{"purpose", title}});
  shown.changes = counts.of(imported::given) + counts.of(imported::asked);
  add_count(shown.facts, "given", counts.of(imported::given), in);
  add_count(shown.facts, "asked", counts.of(imported::asked), in);
  add_count(shown.facts, "stands", counts.of(imported::stands), in);
  add_count(shown.facts, "waits", counts.of(imported::waits), in);
  add_count(shown.facts, "asked_before", counts.of(imported::asked_before), in);
  add_count(shown.facts, "withdrawn", counts.of(imported::withdrawn), in);
  add_count(shown.facts, "too_old", counts.of(imported::too_old), in);
  add_count(shown.facts, "purpose_over", counts.of(imported::purpose_over), in);
  add_count(shown.facts, "damaged", counts.of(imported::damaged), in);
  return shown;
}

// The purpose of the form; nothing, with a fault, for one that is not the organiser's.
std::optional<consent::import_target> target_of(const request& of, services& with, faults& wrong) {
  consent::import_refusal why{};
  auto found = with.db.read([&](const schema::reader& db) {
    return consent::find_import_target(db, of.scope->organiser_id(), of.form.get("purpose"), why);
  });
  if (!found) wrong.push_back({"purpose", "import_purpose"});
  return found;
}

}  // namespace

// GET /admin/{organiser}/consents/import
response show_consent_import(const request& of, services& with) {
  return with.db.read([&](const schema::reader& db) { return import_page(200, of, db, with, {}); });
}

// POST /admin/{organiser}/consents/import: the file, then its preview with `confirm`
response post_consent_import(const request& of, services& with) {
  faults wrong;
  const auto to = target_of(of, with, wrong);
  if (file_of(of).empty()) wrong.push_back({"consents-file", "file_empty"});
  if (!to || !wrong.empty()) return refused(of, with, std::move(wrong), "consents-file");
  const auto by = importer_of(of, with);
  const auto list = events::read_consent_list(file_of(of), by.mail_language, of.at);
  if (!list) return refused(of, with, list.error(), "consents-file");
  if (!may_be_stored(of, *list))
    return preview_page(of, with, *list, consents_preview(of, with, *to, *list, by));
  const auto counts = events::import_consents(tools_of(with), by, *to, *list, of.at);
  if (counts.of(consent::imported::asked) > 0) with.wake_mailer();
  return see_other(admin_link(of, "/consents/import?done=consents"));
}

// POST /admin/{organiser}/consents/revocations
response post_revocation_import(const request& of, services& with) {
  std::optional<std::int64_t> purpose;
  const auto& key = of.form.get("purpose");
  if (!key.empty()) {
    purpose = with.db.read([&](const schema::reader& db) {
      return consent::find_purpose(db, of.scope->organiser_id(), key);
    });
    if (!purpose)
      return refused(of, with, {{"revoked-purpose", "import_purpose"}}, "revocations-file");
  }
  const auto list = events::read_revocation_list(file_of(of));
  if (!list) return refused(of, with, list.error(), "revocations-file");
  if (!may_be_stored(of, *list)) {
    const auto& in = *of.language;
    preview shown;
    shown.path = "/consents/revocations";
    shown.purpose_words = key.empty()
                              ? in.text("import_consents.from_all")
                              : in.text("import_consents.from",
                                        {{"purpose", with.db.read([&](const schema::reader& db) {
                                            return title_of(db, of, key);
                                          })}});
    const auto counts =
        events::preview_revocations(tools_of(with), importer_of(of, with), purpose, *list, of.at);
    shown.changes = std::int64_t(list->rows.size()) - counts.already - counts.damaged;
    add_count(shown.facts, "ended", counts.ended, in);
    add_count(shown.facts, "already", counts.already, in);
    add_count(shown.facts, "suppressed", counts.suppressed, in);
    add_count(shown.facts, "damaged", counts.damaged, in);
    return preview_page(of, with, *list, shown);
  }
  events::import_revocations(tools_of(with), importer_of(of, with), purpose, *list, of.at);
  return see_other(admin_link(of, "/consents/import?done=revocations"));
}

}  // namespace zusage::server
