// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/purpose_acts.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "consent/append.hpp"
#include "consent/validity.hpp"
#include "events/event_file.hpp"
#include "events/event_file_shape.hpp"
#include "events/purpose_change.hpp"
#include "events/purpose_use.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

std::string text_of(const json& texts, const std::string& language) {
  const auto found = texts.find(language);
  return found != texts.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// In a language both or neither: a notice without its title would borrow that of another language.
void check_texts(const purpose_form& form, const std::vector<std::string>& languages,
                 faults& wrong) {
  for (const auto& language : languages) {
    const auto title = text_of(form.title, language), notice = text_of(form.notice, language);
    const bool wanted = language == languages.front() || !title.empty() || !notice.empty();
    const auto check = [&](const char* name, const std::string& text, std::size_t most) {
      const auto field = name + ("." + language);
      if (wanted && text.empty()) wrong.push_back({field, "required"});
      if (length(text) > most) wrong.push_back({field, "too_long", {{"most", most}}});
    };
    check("title", title, file_limits::title);
    check("notice", notice, file_limits::text);
  }
}

void check_rest(const purpose_form& form, faults& wrong) {
  if (form.recipients.size() > file_limits::recipients) {
    wrong.push_back({"recipients", "too_many_recipients", {{"most", file_limits::recipients}}});
  }
  for (const auto& one : form.recipients) {
    if (length(one) > file_limits::name) {
      wrong.push_back({"recipients", "too_long", {{"most", file_limits::name}}});
      break;
    }
  }
  if (form.valid_months < 0 || form.valid_months > consent::most_valid_months) {
    wrong.push_back({"valid_months", "number_too_large", {{"most", consent::most_valid_months}}});
  }
}

void note(schema::transaction& tx, const organisers::scope& of, const std::string& action,
          const std::string& key, json details, instant now) {
  organisers::record(tx, {of.organiser_id(), of.staff_id(), action, key, std::move(details)}, now);
}

// Which parts of the newest version a new one changes. The texts themselves are kept with the
// versions.
json changed_parts(const schema::reader& db, const consent::kept_purpose& purpose,
                   const purpose_form& form) {
  auto names = json::array();
  const auto all = consent::list_versions(db, purpose.id);
  const auto newest = std::max_element(
      all.begin(), all.end(), [](const auto& a, const auto& b) { return a.version < b.version; });
  if (newest == all.end()) return names;
  auto title = json::object(), notice = json::object();
  for (const auto& one : newest->texts) {
    title[one.language] = one.title;
    notice[one.language] = one.text;
  }
  if (title != form.title) names.push_back("title");
  if (notice != form.notice) names.push_back("notice");
  if (newest->recipients != form.recipients) names.push_back("recipients");
  if (newest->valid_months != form.valid_months) names.push_back("valid_months");
  return names;
}

void set_by_page(schema::transaction& tx, std::int64_t purpose_id) {
  tx.execute("UPDATE purpose SET by_page = 1 WHERE id = :1", purpose_id);
}

// Held until the end of the transaction, with everything that is agreed to meanwhile; the version
// that is the newest.
std::int64_t hold_purpose(schema::transaction& tx, const organisers::scope& of,
                          std::int64_t purpose_id) {
  consent::hold_chain(tx, of.organiser_id());
  return tx
      .value<std::int64_t>("UPDATE purpose SET version = version WHERE id = :1 RETURNING version",
                           purpose_id)
      .value_or(0);
}

bool is_over(const schema::reader& db, std::int64_t purpose_id) {
  return db
      .value<std::int64_t>("SELECT id FROM purpose WHERE id = :1 AND ended_at IS NOT NULL",
                           purpose_id)
      .has_value();
}

}  // namespace

faults check_new_purpose(const schema::reader& db, const organisers::scope& of,
                         const purpose_form& form, const std::vector<std::string>& languages) {
  faults wrong;
  if (form.key.empty()) {
    wrong.push_back({"key", "required"});
  } else if (!is_key(form.key) || form.key.size() > file_limits::key) {
    wrong.push_back({"key", "purpose_key_wrong"});
  } else if (consent::find_purpose(db, of.organiser_id(), form.key)) {
    wrong.push_back({"key", "purpose_known"});
  }
  const bool by_mail = form.channel == "email";
  if (!by_mail && form.channel != "phone" && form.channel != "post") {
    wrong.push_back({"channel", "required_choice"});
  }
  check_texts(form, languages, wrong);
  check_rest(form, wrong);
  if (!form.announces.empty() &&
      (!is_slug(form.announces) || form.announces.size() > file_limits::slug)) {
    wrong.push_back({"announces", "purpose_paper_wrong"});
  } else if (!form.announces.empty() && !by_mail) {
    wrong.push_back({"announces", "purpose_by_mail_only"});
  }
  if (form.newsletter && (!by_mail || !form.announces.empty())) {
    wrong.push_back({"newsletter", "purpose_no_newsletter"});
  }
  if (form.mailings && (!by_mail || !form.announces.empty())) {
    wrong.push_back({"mailings", "purpose_no_mailings"});
  }
  return wrong;
}

faults check_new_version(const purpose_form& form, const std::vector<std::string>& languages) {
  faults wrong;
  check_texts(form, languages, wrong);
  check_rest(form, wrong);
  return wrong;
}

void create_purpose(schema::transaction& tx, const organisers::scope& of, const purpose_form& form,
                    instant now) {
  consent::kept_purpose made;
  made.key = form.key;
  made.channel = form.channel;
  made.announces = form.announces;
  const auto definition = definition_of(tx, of, made, form);
  const auto id = consent::store_purpose(tx, of.organiser_id(), definition, now).first;
  store_use(tx, id, {form.newsletter, form.newsletter || form.mailings});
  set_by_page(tx, id);
  announce_purpose(tx, id, now);
  note(tx, of, "purpose.created", form.key, {{"channel", form.channel}}, now);
}

consent::purpose_definition definition_of(const schema::reader& db, const organisers::scope& of,
                                          const consent::kept_purpose& purpose,
                                          const purpose_form& form) {
  consent::purpose_definition made;
  made.key = purpose.key;
  made.channel = purpose.channel;
  made.title = form.title;
  made.notice = form.notice;
  made.recipients = form.recipients;
  made.controller = consent::controller_of(db, of.organiser_id());
  made.announces = purpose.announces;
  made.ends_once_used = !purpose.announces.empty();
  made.valid_months = form.valid_months;
  return made;
}

faults write_version(schema::transaction& tx, const organisers::scope& of,
                     const consent::kept_purpose& purpose, const purpose_form& form,
                     std::int64_t base, renewal_deadline deadline, instant now) {
  if (hold_purpose(tx, of, purpose.id) != base) return {{"", "purpose_edited"}};
  if (is_over(tx, purpose.id)) return {{"", "purpose_over"}};
  const auto definition = definition_of(tx, of, purpose, form);
  if (consent::says_the_same(tx, of.organiser_id(), definition)) return {{"", "purpose_same"}};
  auto changed = changed_parts(tx, purpose, form);
  consent::store_purpose(tx, of.organiser_id(), definition, now);
  set_by_page(tx, purpose.id);
  announce_purpose(tx, purpose.id, now);
  note(tx, of, "purpose.version", purpose.key,
       {{"fields", std::move(changed)},
        {"before", {{"version", base}}},
        {"after", {{"version", base + 1}}}},
       now);
  if (deadline) return ask_to_renew(tx, of, purpose, base + 1, *deadline, now);
  return {};
}

faults ask_to_renew(schema::transaction& tx, const organisers::scope& of,
                    const consent::kept_purpose& purpose, std::int64_t version, instant deadline,
                    instant now) {
  if (hold_purpose(tx, of, purpose.id) != version) return {{"", "purpose_edited"}};
  if (is_over(tx, purpose.id)) return {{"", "purpose_over"}};
  consent::begin_renewal(tx, {of.organiser_id(), purpose.id, version, deadline, of.staff_id()},
                         now);
  set_by_page(tx, purpose.id);
  note(tx, of, "purpose.renewal", purpose.key,
       {{"version", version}, {"deadline", to_iso(deadline)}}, now);
  return {};
}

bool keep_old_consents(schema::transaction& tx, const organisers::scope& of,
                       const consent::kept_purpose& purpose, instant now) {
  if (!consent::drop_renewal(tx, purpose.id, now)) return false;
  note(tx, of, "purpose.renewal_dropped", purpose.key, json::object(), now);
  return true;
}

void end_purpose(schema::transaction& tx, const organisers::scope& of,
                 const consent::kept_purpose& purpose, bool and_standing, instant now) {
  hold_purpose(tx, of, purpose.id);
  tx.execute(
      "UPDATE purpose SET ended_at = COALESCE(ended_at, :1), by_page = 1,"
      " ends_standing = CASE WHEN :2 = 1 THEN 1 ELSE ends_standing END"
      " WHERE id = :3",
      now, and_standing, purpose.id);
  // As for a single consent that ends (consent/append.cpp). Over PostgreSQL nobody asks under this
  // number, since each message asks under that of its person.
  if (and_standing) tx.close_gate(-purpose.id);
  consent::drop_renewal(tx, purpose.id, now);  // nobody can agree to anything any more
  announce_purpose(tx, purpose.id, now);
  note(tx, of, "purpose.ended", purpose.key, {{"standing", and_standing ? "ended" : "kept"}}, now);
}

faults delete_purpose(schema::transaction& tx, const organisers::scope& of,
                      const consent::kept_purpose& purpose, instant now) {
  hold_purpose(tx, of, purpose.id);
  if (const auto why = consent::why_kept(tx, purpose.id); !why.empty()) return {{"", why}};
  announce_purpose(tx, purpose.id, now);
  consent::delete_unused(tx, purpose.id);
  note(tx, of, "purpose.deleted", purpose.key, json::object(), now);
  return {};
}

}  // namespace zusage::events
