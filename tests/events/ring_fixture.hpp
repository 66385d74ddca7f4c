// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/email_address.hpp"
#include "events/ring_meetings.hpp"
#include "events/ring_members.hpp"
#include "events/ring_people.hpp"
#include "tests/events/inform_fixture.hpp"

namespace zusage::tests {

/// A meeting without a date.
inline nlohmann::json ring_meeting(const std::string& key, const std::string& group = "") {
  auto one = webinar(key);
  one["when"]["de"] = "September/Oktober";
  if (!group.empty()) one["ring_group"] = group;
  return one;
}

/// The sample's event as a comparison ring from May to October: groups `a` and `b` with a meeting
/// each (`first-a`, `first-b`), a meeting of everybody (`all`), indicators `cost` (number) and
/// `strategy` (choice); the contact list by `newsletter`, telephone numbers by `calls`.
inline nlohmann::json ring_event() {
  return nlohmann::json::parse(R"json({
    "kind": "comparison_ring", "choices": null, "ends_at": "2030-10-31T16:00", "questions": [],
    "ring": {"group_size": 3, "contact_purpose": "newsletter", "contact_phone_purpose": "calls",
      "groups": [{"key": "a", "title": "Ring A"}, {"key": "b", "title": "Ring B"}],
      "indicators": [
        {"key": "cost", "type": "number", "label": {"de": "IT-Kosten", "en": "IT cost"},
         "unit": {"de": "€"}, "min": 0, "max": 1000000, "periods": ["2029", "2030"]},
        {"key": "strategy", "type": "choice", "label": {"de": "Strategie"}, "periods": ["2030"],
         "options": [{"key": "yes", "label": {"de": "Ja"}}, {"key": "no", "label": {"de": "Nein"}}]}]}
    })json");
}

inline nlohmann::json ring_with(const std::vector<nlohmann::json>& sessions) {
  auto event = ring_event();
  event["sessions"] = sessions;
  return event;
}

/// Rows as an approved application leaves them.
inline void add_municipality(schema::transaction& tx, const std::string& ags,
                             const std::string& name, const std::string& kind,
                             std::int64_t population, const std::string& state) {
  tx.execute(
      "INSERT INTO municipality (ags, name, title, kind, district_ags, district, state,"
      " population, postal_code, folded) VALUES (:1, :2, '', :3, '', '', :4, :5, '', :6)",
      ags, name, kind, state, population, name);
}

inline std::string add_ring_person(schema::transaction& tx, std::int64_t registration_id,
                                   const std::string& role, const std::string& email) {
  const auto public_id = new_public_id();
  tx.execute(
      "INSERT INTO ring_person (organiser_id, registration_id, public_id, role, position,"
      " given_name, family_name, email, email_key, phone, job_function, language, since)"
      " SELECT organiser_id, id, :1, :2, 1, 'Person', :3, :4, :5, '+49 30 1234', 'Leitung', 'de',"
      " registered_at FROM registration WHERE id = :6",
      public_id, role, email.substr(0, email.find('@')), email, email_key(email), registration_id);
  return public_id;
}

struct ring_fixture : inform_fixture {
  struct member {
    std::int64_t id = 0;
    std::string reference, public_id, contact, delegate;  ///< public ids
  };

  explicit ring_fixture(const nlohmann::json& changes = ring_with({ring_meeting("first-a", "a"),
                                                                   ring_meeting("first-b", "b"),
                                                                   ring_meeting("all")}))
      : inform_fixture(changes) {}

  organisers::scope whose = organisers::scope::of_operator(of->by.id);

  /// An approved member `name` with a contact `name@…` and a delegate `name-2@…`.
  member add_member(const std::string& name, std::int64_t population = 30'000,
                    const std::string& kind = "municipality") {
    const auto made = sign_up(without(least_form(name + "@stadt.example.org"), "session"));
    const auto ags = std::to_string(10'000'000 + ++members_);
    return db->write([&](schema::transaction& tx) {
      member one;
      one.public_id = made.public_id;
      one.reference = made.reference;
      one.id =
          tx.value<std::int64_t>("SELECT id FROM registration WHERE public_id = :1", made.public_id)
              .value();
      tx.execute("UPDATE registration SET applicant = :1 WHERE id = :2", ags, one.id);
      add_municipality(tx, ags, name, kind, population, "Hessen");
      one.contact = add_ring_person(tx, one.id, "contact", name + "@stadt.example.org");
      one.delegate = add_ring_person(tx, one.id, "delegate", name + "-2@stadt.example.org");
      return one;
    });
  }

  void reload() {
    of = db->read([&](const schema::reader& r) { return catalogue.find(r, of->id); });
  }

  events::ring_draft draft() {
    reload();
    return db->read([&](const schema::reader& r) {
      events::ring_draft made;
      made.version = of->version;
      made.groups = events::list_groups(r, of->id);
      return made;
    });
  }

  /// `faults` as `field: code`; empty when it was stored.
  texts save(const events::ring_draft& wanted, instant at = signing_up + 1h) {
    return db->write([&](schema::transaction& tx) {
      texts lines;
      const auto done = events::save_ring(tx, whose, of->id, wanted, outbox, at);
      if (done) return lines;
      for (const auto& one : done.error()) lines.push_back(one.field + ": " + one.code);
      tx.undo();
      return lines;
    });
  }

  /// Puts members into groups, by references.
  texts assign(const std::map<std::string, std::string>& groups) {
    auto wanted = draft();
    wanted.members = groups;
    return save(wanted);
  }

  events::meeting_form form_for(const std::string& key) {
    reload();
    return events::form_of(*of->find_session(key), *of, "de");
  }

  /// As the page does it.
  texts store_meeting(const events::meeting_form& form, instant at = signing_up + 2h) {
    reload();
    const auto* old = form.key.empty() ? nullptr : of->find_session(form.key);
    const auto checked = events::check_meeting(*of, {"a", "b"}, form, old, "de");
    texts lines;
    if (!checked) {
      for (const auto& one : checked.error()) lines.push_back(one.field + ": " + one.code);
      return lines;
    }
    return db->write([&](schema::transaction& tx) {
      const auto done = events::save_meeting(tx, whose, *of, *checked, registrar, at);
      if (!done) lines.push_back(done.error().front().code);
      return lines;
    });
  }

  /// The newest mail of this template to this address, as the worker would compose it.
  std::optional<mailer::content> composed_for(const std::string& name,
                                              const std::string& recipient) {
    return db->read([&](const schema::reader& r) -> std::optional<mailer::content> {
      const auto row = r.one<std::string, std::string, std::int64_t, std::int64_t>(
          "SELECT language, data, registration_id, event_id FROM message"
          " WHERE template = :1 AND recipient = :2 ORDER BY id DESC",
          name, recipient);
      mailer::message found;
      std::string data;
      std::tie(found.language, data, found.registration_id, found.event_id) = row.value();
      found.template_name = name;
      found.recipient = recipient;
      found.data = nlohmann::json::parse(data, nullptr, false);
      return compose(r, found);
    });
  }

  texts mails_named(const std::string& name) {
    auto all = mails();
    std::erase_if(all, [&](const std::string& one) { return !one.starts_with(name + " > "); });
    return all;
  }

 private:
  std::int64_t members_ = 0;
};

inline events::meeting_form on(events::meeting_form form, const std::string& day) {
  form.starts_on = day;
  form.starts_at = "10:00";
  form.ends_at = "12:30";
  return form;
}

}  // namespace zusage::tests
