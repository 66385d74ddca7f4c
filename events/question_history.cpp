// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/question_history.hpp"

#include <algorithm>

#include "events/event_details.hpp"
#include "events/event_file_parts.hpp"
#include "events/load_event.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

bool same_options(const question& a, const question& b) {
  return std::equal(a.options.begin(), a.options.end(), b.options.begin(), b.options.end(),
                    [](const question_option& x, const question_option& y) {
                      return x.key == y.key && x.label == y.label;
                    });
}

bool says_the_same(const question& a, const question& b) {
  return a.type == b.type && a.label == b.label && a.after_approval == b.after_approval &&
         same_options(a, b);
}

bool has_registrations(const schema::reader& db, std::int64_t event_id) {
  return db.value<std::int64_t>("SELECT id FROM registration WHERE event_id = :1 LIMIT 1", event_id)
      .has_value();
}

question read_question(std::string key, const std::string& type, const std::string& label,
                       const std::string& options) {
  question read;
  read.key = std::move(key);
  read.type = question_type_from(type).value_or(question_type::text);
  read.label = json::parse(label, nullptr, false);
  const auto list = json::parse(options, nullptr, false);
  if (!list.is_array()) return read;
  for (const auto& one : list) {
    if (!one.is_object() || !one.contains("key") || !one.at("key").is_string()) continue;
    read.options.push_back({one.at("key").get<std::string>(), one.value("label", json::object())});
  }
  return read;
}

std::vector<std::string> values_in(const json& answer) {
  std::vector<std::string> values;
  const auto take = [&](const json& one) {
    if (one.is_string() && !one.get_ref<const std::string&>().empty()) values.push_back(one);
  };
  if (answer.is_array()) {
    for (const auto& one : answer) take(one);
  } else {
    take(answer);
  }
  return values;
}

// The oldest wording that was still so in that version; of a question that is gone, else the
// newest.
const question* find_wording(const std::vector<old_question>& older, const std::string& key,
                             std::int64_t version, const question* asked) {
  const question* newest = nullptr;
  for (const auto& one : older) {
    if (one.was.key != key) continue;
    if (one.until_version >= version) return &one.was;
    newest = &one.was;
  }
  return asked ? asked : newest;
}

// The form that was answered last is looked at first: where it had the question, its answer is the
// one that was kept.
const question* find_answered(const std::vector<old_question>& older, const std::string& key,
                              const answered_versions& answered, const question* asked) {
  const auto* at_sign_up = find_wording(older, key, answered.sign_up, asked);
  if (answered.follow_up == 0) return at_sign_up;
  const auto* after = find_wording(older, key, answered.follow_up, asked);
  if (!at_sign_up || !after) return at_sign_up;
  const bool signed_up_last = answered.sign_up > answered.follow_up;
  if (signed_up_last && !at_sign_up->after_approval) return at_sign_up;
  return after->after_approval ? after : at_sign_up;
}

// LIKE … ESCAPE '!' for a member of this name in stored JSON.
std::string pattern_of(const std::string& key) {
  std::string pattern = "%\"";
  for (const char c : key) pattern += c == '_' ? std::string("!_") : std::string(1, c);
  return pattern + "\":%";
}

}  // namespace

void keep_old_questions(schema::transaction& tx, std::int64_t event_id, const event& after) {
  const auto before = load_event(tx, event_id);
  if (before->questions.empty() || !has_registrations(tx, event_id)) return;
  for (const auto& old : before->questions) {
    const auto* now = after.find_question(old.key);
    if (now && says_the_same(old, *now)) continue;
    tx.execute(
        "INSERT INTO question_history (organiser_id, event_id, key, position, until_version, type,"
        " label, options, retention_days, details)"
        " SELECT q.organiser_id, q.event_id, q.key, q.position, CAST(:1 AS BIGINT), q.type, "
        "q.label, q.options,"
        "  q.retention_days, q.details"
        " FROM event_question q WHERE q.event_id = :2 AND q.key = :3"
        " ON CONFLICT DO NOTHING",
        before->version - 1, event_id, old.key);
  }
}

std::vector<old_question> find_old_questions(const schema::reader& db, std::int64_t event_id) {
  std::vector<old_question> found;
  db.each<std::string, std::int64_t, std::string, std::string, std::string, std::string>(
      "SELECT key, until_version, type, label, options, details FROM question_history"
      " WHERE event_id = :1 ORDER BY until_version, position, key",
      [&](std::string key, std::int64_t until, const std::string& type, const std::string& label,
          const std::string& options, const std::string& details) {
        auto was = read_question(std::move(key), type, label, options);
        read_details(json::parse(details, nullptr, false), was);
        found.push_back({std::move(was), until});
      },
      event_id);
  return found;
}

answered_versions find_answered_versions(const schema::reader& db, std::int64_t registration_id) {
  const auto row = db.one<std::int64_t, std::int64_t>(
      "SELECT answered_version, follow_up_version FROM registration WHERE id = :1",
      registration_id);
  if (!row) return {};
  return {std::get<0>(*row), std::get<1>(*row)};
}

std::vector<given_answer> given_answers(const event& of, const std::vector<old_question>& older,
                                        const json& answers, const answered_versions& answered) {
  std::vector<given_answer> given;
  if (!answers.is_object()) return given;
  const auto add = [&](const question& asked, const std::string& key, bool removed) {
    const auto found = answers.find(key);
    if (found == answers.end()) return;
    auto values = values_in(*found);
    if (!values.empty()) given.push_back({asked, std::move(values), removed});
  };
  for (const auto& asked : of.questions) {
    add(*find_answered(older, asked.key, answered, &asked), asked.key, false);
  }
  for (const auto& [key, answer] : answers.items()) {
    if (of.find_question(key)) continue;
    if (const auto* then = find_answered(older, key, answered, nullptr)) add(*then, key, true);
  }
  return given;
}

std::vector<std::string> find_removed_with_answers(const schema::reader& db, const event& of) {
  std::vector<std::string> keys;
  for (const auto& one : find_old_questions(db, of.id)) {
    const auto& key = one.was.key;
    if (of.find_question(key) || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    const auto answered = db.value<std::int64_t>(
        "SELECT id FROM registration WHERE event_id = :1 AND answers LIKE :2 ESCAPE '!' LIMIT 1",
        of.id, pattern_of(key));
    if (answered) keys.push_back(key);
  }
  return keys;
}

}  // namespace zusage::events
