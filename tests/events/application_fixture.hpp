// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "events/application.hpp"
#include "events/check_form.hpp"
#include "events/decision.hpp"
#include "events/follow_up.hpp"
#include "events/municipalities.hpp"
#include "events/ring.hpp"
#include "tests/events/mails_fixture.hpp"

namespace zusage::tests {

/// What makes a comparison ring of the sample's event: a fee, two delegates, one substitute, a
/// session that everybody wants, and one question that follows the approval.
inline nlohmann::json ring_changes() {
  return nlohmann::json::parse(R"json({
    "kind": "comparison_ring", "approval": true, "capacity": 2,
    "ring": {"class_limits": [10000, 50000], "delegates": 2, "substitutes": 1,
             "fee": {"text": {"de": "1.200 € je Jahr", "en": "€1,200 a year"}}},
    "choices": [], "sessions": [
      {"key": "start", "title": {"de": "Erstes Treffen"}, "starts_at": "2030-05-15T09:00",
       "ends_at": "2030-05-15T12:00", "capacity": 1}],
    "questions": [
      {"key": "staff", "type": "number", "label": {"de": "Beschäftigte"}},
      {"key": "invoice", "type": "text", "label": {"de": "Rechnungsanschrift"},
       "required": true, "after_approval": true}]})json");
}

inline events::typed_fields ring_form(const std::string& municipality = "05962016",
                                      const std::string& email = "ada@stadt.example.org") {
  return {{"given_name", "Ada"},
          {"family_name", "Muster"},
          {"email", email},
          {"municipality", municipality},
          {"fee", "yes"}};
}

/// The directory with a few municipalities: Hemer, two called Neustadt, Kreis Olpe.
inline void add_directory(test_database& db) {
  using kind = events::municipality_kind;
  db->write([](schema::transaction& tx) {
    events::replace_directory(tx, {{"05962016", "Hemer", "Stadt", kind::municipality, "05962",
                                    "Märkischer Kreis", "Nordrhein-Westfalen", 35'005, "58675"},
                                   {"01055033", "Neustadt in Holstein", "Stadt", kind::municipality,
                                    "01055", "Ostholstein", "Schleswig-Holstein", 15'000, "23730"},
                                   {"03353029", "Neustadt", "", kind::municipality, "03353",
                                    "Harburg", "Niedersachsen", 900, "21000"},
                                   {"06534014", "Neustadt", "Stadt", kind::municipality, "06534",
                                    "Marburg-Biedenkopf", "Hessen", 9'900, "35279"},
                                   {"05966", "Kreis Olpe", "", kind::county, "05966", "Kreis Olpe",
                                    "Nordrhein-Westfalen", 134'000, ""},
                                   {"05966024", "Olpe", "Stadt", kind::municipality, "05966",
                                    "Kreis Olpe", "Nordrhein-Westfalen", 25'000, "57462"}});
  });
}

struct application_fixture : mails_fixture {
  explicit application_fixture(nlohmann::json changes = ring_changes())
      : mails_fixture(std::move(changes)) {}

  organisers::scope whose() const { return organisers::scope::of_operator(of->by.id); }

  zusage::checked<events::sign_up> check(const events::typed_fields& form) {
    return db->read(
        [&](const schema::reader& r) { return events::check_form(r, *of, form, signing_up); });
  }

  texts faults_in(const events::typed_fields& form) {
    texts lines;
    const auto made = check(form);
    if (made.has_error()) {
      for (const auto& one : made.error()) lines.push_back(one.field + ": " + one.code);
    }
    return lines;
  }

  events::registered apply(const events::typed_fields& form = ring_form()) {
    const auto what = check(form).value();
    return db->write([&](schema::transaction& tx) {
      return registrar.register_one(tx, *of, what, from, signing_up);
    });
  }

  /// The status that came out, or the code of the fault.
  std::string decide(const std::string& reference, bool approved, const std::string& text = {}) {
    const auto done = db->write([&](schema::transaction& tx) {
      return registrar.decide(tx, *of, whose(), {reference, approved, text}, signing_up + 2h);
    });
    return done ? std::string(to_text(*done)) : done.error().front().code;
  }

  std::string exchange(const std::string& public_id,
                       const std::vector<events::named_person>& people, bool by_mail = true) {
    const auto done = db->write([&](schema::transaction& tx) {
      return registrar.exchange_people(tx, *of, {public_id, by_mail}, people, signing_up + 3h);
    });
    return done ? std::string(to_text(*done)) : done.error().front().code;
  }

  events::application_row stored(const std::string& public_id) {
    const auto id = find(public_id).value().id;
    return db->read([&](const schema::reader& r) { return events::find_application(r, id); });
  }

  /// `contact ada@…, delegate bo@…`.
  std::string people(const std::string& public_id) {
    std::string text;
    for (const auto& row : stored(public_id).people) {
      text += (text.empty() ? "" : ", ") + std::string(to_text(row.who.role)) + " " + row.who.email;
    }
    return text;
  }

  texts mails_called(const std::string& name) {
    texts found;
    for (const auto& one : mails()) {
      if (one.starts_with(name + " ")) found.push_back(one.substr(name.size() + 3));
    }
    return found;
  }
};

inline events::named_person person(events::ring_role role, const std::string& email) {
  return {role, "Bo", "Beispiel", email, "", "Amtsleitung"};
}

}  // namespace zusage::tests
