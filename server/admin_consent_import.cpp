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
#include "server/admin_consent_import_view.hpp"
#include "server/admin_consent_view.hpp"
#include "server/admin_view.hpp"
#include "server/consent_words.hpp"
#include "server/event_view.hpp"
#include "server/uploaded_file.hpp"

namespace zusage::server {
namespace {

using nlohmann::json;

constexpr std::size_t most_shown = 100;    // broken cells in a preview
constexpr std::int64_t most_imports = 10;  // earlier ones that are listed

constexpr auto count_names = std::to_array<const char*>(
    {"given", "asked", "stands", "waits", "asked_before", "withdrawn", "too_old", "purpose_over",
     "damaged", "ended", "already", "suppressed"});

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

json file_field(const std::string& id, const faults& wrong, const web::locale& in) {
  return file_input(
      {id, "file", "", in.text("import_consents.file_hint"), in.text("import_consents.file")},
      wrong, in);
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
  list_faults(data, wrong, in);
  const auto& done = of.query.get("done");
  if (done == "consents" || done == "revocations")
    data["done"] = in.text("import_consents.done_" + done);
  const auto options = purpose_options(of, db, true);
  if (!options.empty()) data["purpose_field"] = select_field(of, "purpose", options, false, wrong);
  data["consents_file"] = file_field("consents-file", wrong, in);
  data["consents_url"] = admin_link(of, "/consents/import");
  data["revoked_field"] =
      select_field(of, "revoked-purpose", purpose_options(of, db, false), true, wrong);
  data["revocations_file"] = file_field("revocations-file", wrong, in);
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
  json facts = json::array(), hints = json::array();
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
  data["hints"] = shown.hints;
  data["action"] = shown.changes == 0 ? "" : admin_link(of, shown.path);
  data["nothing"] = in.text(list.rows.empty() ? "admin.upload.nobody" : "import_consents.nothing");
  data["submit"] =
      in.text(list.broken.empty() ? "import_consents.submit" : "import_consents.submit_good",
              {{"count", shown.changes}});
  data["purpose_key"] = of.form.get("purpose");
  data["kept"] = to_base64url(uploaded_file(of));
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

// The organiser's, the first of which is that of mails.
std::vector<std::string> languages_of(const request& of, services& with) {
  auto found = with.db.read([&](const schema::reader& db) {
    return events::load_organiser(db, of.scope->organiser_id()).languages;
  });
  if (found.empty()) found.emplace_back("de");
  return found;
}

events::importer importer_of(const request& of, services& with) {
  return {*of.scope, of.staff_email, languages_of(of, with).front()};
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
  shown.facts = import_facts(counts, in);
  shown.hints = second_looks(list, languages_of(of, with), of.at, in);
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
  if (uploaded_file(of).empty()) wrong.push_back({"consents-file", "file_empty"});
  if (!to || !wrong.empty()) return refused(of, with, std::move(wrong), "consents-file");
  const auto by = importer_of(of, with);
  const auto list = events::read_consent_list(uploaded_file(of), by.mail_language, of.at);
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
  const auto list = events::read_revocation_list(uploaded_file(of));
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
    shown.changes = counts.changed;
    shown.facts = revocation_facts(counts, in);
    return preview_page(of, with, *list, shown);
  }
  events::import_revocations(tools_of(with), importer_of(of, with), purpose, *list, of.at);
  return see_other(admin_link(of, "/consents/import?done=revocations"));
}

}  // namespace zusage::server
