// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/purposes.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "consent/ask.hpp"
#include "consent/chain.hpp"

namespace zusage::consent {
namespace {

// What a notice says in one language, as it is stored.
struct notice_row {
  std::string channel, title, text, controller, recipients, ends;
  std::int64_t valid_months = 0;
  bool operator==(const notice_row&) const = default;
};

using notices_by_language = std::map<std::string, notice_row>;

std::string stored(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string text_in(const nlohmann::json& texts, const std::string& language) {
  for (const auto& wanted : {language, std::string("de")}) {
    const auto found = texts.find(wanted);
    if (found != texts.end() && found->is_string()) return found->get<std::string>();
  }
  for (const auto& any : texts) {
    if (any.is_string()) return any.get<std::string>();
  }
  return {};
}

notices_by_language notices_of(const purpose_definition& definition) {
  if (definition.channel != "email" && definition.channel != "phone" &&
      definition.channel != "post") {
    throw std::invalid_argument("purpose " + definition.key + ": unknown channel " +
                                definition.channel);
  }
  notices_by_language notices;
  if (definition.notice.is_object() && definition.title.is_object()) {
    for (const auto& [language, text] : definition.notice.items()) {
      if (!text.is_string() || text.get_ref<const std::string&>().empty()) continue;
      notices[language] = {definition.channel,
                           text_in(definition.title, language),
                           text.get<std::string>(),
                           stored(definition.controller),
                           stored(definition.recipients),
                           definition.ends_once_used ? "once-used" : "",
                           definition.valid_months};
    }
  }
  if (notices.empty()) throw std::invalid_argument("purpose " + definition.key + " has no notice");
  return notices;
}

notices_by_language stored_notices(const schema::reader& db, std::int64_t purpose_id,
                                   std::int64_t version) {
  notices_by_language notices;
  db.each<std::string, std::string, std::string, std::string, std::string, std::string, std::string,
          std::int64_t>(
      "SELECT language, channel, title, text, controller, recipients, ends, valid_months"
      " FROM notice"
      " WHERE purpose_id = :1 AND version = :2",
      [&](const std::string& language, auto&&... columns) {
        notices[language] = {std::forward<decltype(columns)>(columns)...};
      },
      purpose_id, version);
  return notices;
}

struct notice_place {
  std::int64_t organiser_id, purpose_id, version;
  std::string organiser_key, purpose_key;
};

void add_notices(schema::transaction& tx, const notice_place& place,
                 const notices_by_language& notices, instant now) {
  for (const auto& [language, n] : notices) {
    const auto hash = notice_hash({place.organiser_key, place.purpose_key, place.version, language,
                                   n.channel, n.title, n.text, n.controller, n.recipients,
                                   to_micros(now), n.ends, n.valid_months});
    tx.execute(
        "INSERT INTO notice (organiser_id, purpose_id, version, language, channel, title, text,"
        " controller, recipients, hash, created_at, ends, valid_months)"
        " VALUES (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13)",
        place.organiser_id, place.purpose_id, place.version, language, n.channel, n.title, n.text,
        n.controller, n.recipients, hash, now, n.ends, n.valid_months);
  }
}

std::string key_of_organiser(const schema::reader& db, std::int64_t organiser_id) {
  auto key = db.value<std::string>("SELECT key FROM organiser WHERE id = :1", organiser_id);
  if (!key) throw std::invalid_argument("there is no organiser " + std::to_string(organiser_id));
  return *key;
}

std::int64_t add_purpose(schema::transaction& tx, std::int64_t organiser_id,
                         const purpose_definition& definition, instant now) {
  const auto id = tx.value<std::int64_t>(
      "INSERT INTO purpose (organiser_id, key, channel, title, recipients, version, created_at,"
      " announces)"
      " VALUES (:1, :2, :3, :4, :5, 1, :6, :7)"
      " RETURNING id",
      organiser_id, definition.key, definition.channel, stored(definition.title),
      stored(definition.recipients), now, definition.announces);
  return id.value();
}

void set_purpose(schema::transaction& tx, std::int64_t id, const purpose_definition& definition,
                 std::int64_t version) {
  tx.execute(
      "UPDATE purpose SET channel = :1, title = :2, recipients = :3, version = :4, announces = :5"
      " WHERE id = :6",
      definition.channel, stored(definition.title), stored(definition.recipients), version,
      definition.announces, id);
}

// How well a notice's language serves somebody who asked for `wanted`; less is better.
int distance(const std::string& language, std::string_view wanted) {
  if (language == wanted) return 0;
  return language == "de" ? 1 : 2;
}

std::vector<std::string> names_from(const std::string& json_text) {
  std::vector<std::string> names;
  const auto list = nlohmann::json::parse(json_text, nullptr, false);
  if (!list.is_array()) return names;
  for (const auto& name : list) {
    if (name.is_string()) names.push_back(name.get<std::string>());
  }
  return names;
}

// Of each purpose that the query `from` its FROM on gives (p: purpose, n: notice), with its notices
// in all languages one after the other, the one that serves best.
std::vector<offer> find_offers(const schema::reader& db, std::string_view from, std::int64_t of,
                               std::string_view language) {
  const auto sql =
      "SELECT p.id, n.id, p.key, n.channel, n.language, n.title, n.text, n.version, n.recipients,"
      " n.ends, n.valid_months, CASE WHEN p.ended_at IS NULL THEN 0 ELSE 1 END" +
      std::string(from);
  std::vector<offer> offers;
  const auto add = [&](offer one) {
    if (offers.empty() || offers.back().purpose_id != one.purpose_id) {
      offers.push_back(std::move(one));
    } else if (distance(one.language, language) < distance(offers.back().language, language)) {
      offers.back() = std::move(one);
    }
  };
  db.each<std::int64_t, std::int64_t, std::string, std::string, std::string, std::string,
          std::string, std::int64_t, std::string, std::string, std::int64_t, bool>(
      sql,
      [&](std::int64_t purpose, std::int64_t notice, std::string key, std::string channel,
          std::string in, std::string title, std::string text, std::int64_t version,
          const std::string& recipients, const std::string& ends, std::int64_t months, bool ended) {
        add({purpose, notice, std::move(key), std::move(channel), std::move(in), std::move(title),
             std::move(text), version, names_from(recipients), !ends.empty(), months, ended});
      },
      of);
  return offers;
}

}  // namespace

std::pair<std::int64_t, bool> store_purpose(schema::transaction& tx, std::int64_t organiser_id,
                                            const purpose_definition& definition, instant now) {
  const auto wanted = notices_of(definition);
  const auto organiser_key = key_of_organiser(tx, organiser_id);
  const auto known = tx.one<std::int64_t, std::int64_t, std::string, std::string>(
      "SELECT id, version, title, announces FROM purpose WHERE organiser_id = :1 AND key = :2",
      organiser_id, definition.key);
  if (!known) {
    const auto id = add_purpose(tx, organiser_id, definition, now);
    add_notices(tx, {organiser_id, id, 1, organiser_key, definition.key}, wanted, now);
    return {id, true};
  }
  const auto& [id, version, title, announces] = *known;
  if (stored_notices(tx, id, version) != wanted) {
    add_notices(tx, {organiser_id, id, version + 1, organiser_key, definition.key}, wanted, now);
    set_purpose(tx, id, definition, version + 1);
    return {id, true};
  }
  if (title == stored(definition.title) && announces == definition.announces) return {id, false};
  // A title in a language that has no notice, or another thing that is announced.
  set_purpose(tx, id, definition, version);
  return {id, true};
}

bool says_the_same(const schema::reader& db, std::int64_t organiser_id,
                   const purpose_definition& definition) {
  const auto known = db.one<std::int64_t, std::int64_t>(
      "SELECT id, version FROM purpose WHERE organiser_id = :1 AND key = :2", organiser_id,
      definition.key);
  return known &&
         stored_notices(db, std::get<0>(*known), std::get<1>(*known)) == notices_of(definition);
}

nlohmann::json controller_of(const schema::reader& db, std::int64_t organiser_id) {
  const auto row = db.one<std::string, std::string, std::string>(
      "SELECT key, name, contact FROM organiser WHERE id = :1", organiser_id);
  if (!row) throw std::invalid_argument("there is no organiser " + std::to_string(organiser_id));
  const auto& [key, name, contact] = *row;
  auto made = nlohmann::json::object();
  made["key"] = key;
  made["name"] = nlohmann::json::parse(name, nullptr, false);
  made["contact"] = contact;
  return made;
}

std::vector<offer> offers_of_event(const schema::reader& db, std::int64_t event_id,
                                   std::string_view language) {
  return find_offers(db,
                     " FROM event_purpose e"
                     " JOIN purpose p ON p.id = e.purpose_id"
                     " JOIN notice n ON n.purpose_id = p.id AND n.version = p.version"
                     " WHERE e.event_id = :1 AND p.ended_at IS NULL"
                     " ORDER BY e.position, p.id, n.language",
                     event_id, language);
}

std::vector<offer> newsletter_offers(const schema::reader& db, std::int64_t organiser_id,
                                     std::string_view language) {
  return find_offers(db,
                     " FROM purpose p"
                     " JOIN notice n ON n.purpose_id = p.id AND n.version = p.version"
                     " WHERE p.organiser_id = :1 AND p.newsletter = 1 AND p.ended_at IS NULL"
                     " ORDER BY p.id, n.language",
                     organiser_id, language);
}

std::vector<offer> offers_of_organiser(const schema::reader& db, std::int64_t organiser_id,
                                       std::string_view language) {
  return find_offers(db,
                     " FROM purpose p"
                     " JOIN notice n ON n.purpose_id = p.id AND n.version = p.version"
                     " WHERE p.organiser_id = :1"
                     " ORDER BY p.id, n.language",
                     organiser_id, language);
}

std::optional<std::int64_t> find_purpose(const schema::reader& db, std::int64_t organiser_id,
                                         std::string_view key) {
  return db.value<std::int64_t>("SELECT id FROM purpose WHERE organiser_id = :1 AND key = :2",
                                organiser_id, key);
}

}  // namespace zusage::consent
