// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "tests/events/mails_fixture.hpp"

namespace zusage::tests {

/// A session without a choice, with or without a date.
inline nlohmann::json webinar(const std::string& key, const std::string& day = "") {
  auto one = nlohmann::json::object();
  one["key"] = key;
  one["title"]["de"] = "Webinar " + key;
  if (day.empty()) return one;
  one["starts_at"] = day + "T10:00";
  one["ends_at"] = day + "T11:00";
  return one;
}

/// A merge patch over a merge patch.
inline nlohmann::json changed(nlohmann::json what, const nlohmann::json& more) {
  what.merge_patch(more);
  return what;
}

inline const nlohmann::json later = {{"starts_at", "2030-05-15T08:30"}};
inline const nlohmann::json cancelled = {{"status", "cancelled"}};

struct inform_fixture : mails_fixture {
  explicit inform_fixture(const nlohmann::json& changes = nlohmann::json::object())
      : mails_fixture(changes) {}

  events::registered take_package(const std::string& email) {
    return sign_up(with(without(least_form(email), "session"), "package", "all"));
  }

  /// Mails that an import made, `template > recipient`.
  texts told() {
    auto all = mails();
    std::erase_if(all, [](const std::string& one) { return !one.starts_with("event-"); });
    return all;
  }

  /// All mails have left.
  void send() {
    db->write([](auto& tx) { tx.execute("UPDATE message SET state = 'sent'"); });
  }

  void set_status(const std::string& public_id, const std::string& status) {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE registration SET status = :1 WHERE public_id = :2", status, public_id);
    });
  }
};

/// `title member, title member` of a list in a mail.
inline std::string titled(const nlohmann::json& list, const char* member) {
  std::string all;
  for (const auto& one : list)
    all += (all.empty() ? "" : ", ") + one.at("title").get<std::string>() + " " +
           one.at(member).get<std::string>();
  return all;
}

}  // namespace zusage::tests
