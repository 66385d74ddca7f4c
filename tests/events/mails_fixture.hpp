// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/form_input.hpp"
#include "events/mails.hpp"
#include "tests/events/registration_fixture.hpp"

namespace zusage::tests {

/// A registration_fixture whose mails are composed as the worker does it, with plain words.
struct mails_fixture : registration_fixture {
  using registration_fixture::registration_fixture;

  links linked{some_key(3), "https://anmeldung.example.org:8443"};
  instant clock = signing_up;
  mailer::composer compose = events::make_composer(
      catalogue, linked,
      {[](instant begin, instant end, const std::string& zone, const std::string& language) {
         return to_local_text(begin, zone) + "/" + to_local_text(end, zone) + " " + language;
       },
       [](const nlohmann::json& by, const std::string& language) {
         return events::text_in(by, language);
       },
       [](const std::string& name) { return name.empty() ? name : "<" + name + ">"; },
       [](instant at, const std::string& zone, const std::string& language) {
         return to_local_text(at, zone) + " " + language;
       }},
      [this] { return clock; });

  /// The newest mail of this template, as the worker would hold it.
  mailer::message newest(const std::string& name) {
    return db->read([&](const schema::reader& r) {
      mailer::message found;
      const auto row = r.one<std::string, std::string, std::string, std::optional<std::int64_t>,
                             std::optional<std::int64_t>, std::int64_t>(
          "SELECT language, recipient, data, registration_id, event_id, organiser_id FROM message"
          " WHERE template = :1 ORDER BY id DESC",
          name);
      std::string data;
      std::tie(found.language, found.recipient, data, found.registration_id, found.event_id,
               found.organiser_id) = row.value();
      found.template_name = name;
      found.data = nlohmann::json::parse(data, nullptr, false);
      return found;
    });
  }

  std::optional<mailer::content> composed(const std::string& name) {
    const auto message = newest(name);
    return db->read([&](const schema::reader& r) { return compose(r, message); });
  }
};

/// The first parts of the UIDs, and which entries are cancelled.
inline texts uids(const mailer::content& of) {
  texts all;
  for (const auto& one : of.calendar) {
    all.push_back(one.uid.substr(0, one.uid.find('.')) + (one.cancelled ? " cancelled" : ""));
  }
  return all;
}

}  // namespace zusage::tests
