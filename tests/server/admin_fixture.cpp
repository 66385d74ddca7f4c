// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/server/admin_fixture.hpp"

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "organisers/sign_in.hpp"
#include "server/admin.hpp"
#include "tests/organisers/people.hpp"
#include "tests/support/dispatch.hpp"
#include "tests/support/events.hpp"

namespace zusage::tests {
namespace {

key32 test_key() {
  key32 key{};
  key.fill(3);
  return key;
}

nlohmann::json other_organisers_file() {
  auto file = sample_event_file();
  file["organisers"][0]["key"] = "kdn";
  file["organisers"][0]["name"] = {{"de", "Anderer Verband"}};
  for (auto& purpose : file["purposes"]) purpose["organiser"] = "kdn";
  file["events"][0]["organiser"] = "kdn";
  file["events"][0]["slug"] = "other-day";
  return file;
}

}  // namespace

std::string seen::header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::string seen::value_of(const std::string& name) const {
  const auto at = body.find("name=\"" + name + "\"");
  if (at == std::string::npos) return {};
  const auto value = body.find("value=\"", at);
  if (value == std::string::npos || value > body.find('>', at)) return {};
  const auto from = value + 7;
  return body.substr(from, body.find('"', from) - from);
}

admin_side::admin_side()
    : keys_(test_key()),
      links_(keys_.links, config_.base_url),
      ledger_(keys_.lookup, keys_.people),
      outbox_("example.org"),
      registrar_(ledger_, outbox_),
      services_{config_, db.get(),   keys_,      links_, ledger_,
                outbox_, registrar_, catalogue_, pages_, [this] { return now; },
                [] {}},
      dispatcher_(services_, server::all_routes()) {
  import_file(db, sample_event_file());
  import_file(db, other_organisers_file());
}

std::string admin_side::add_consent(const std::string& organiser, const consent::evidence& by) {
  return db->write([&](schema::transaction& tx) {
    const auto [organiser_id, purpose_id, notice_id] =
        tx.one<std::int64_t, std::int64_t, std::int64_t>(
              "SELECT o.id, p.id, n.id FROM purpose p"
              " JOIN organiser o ON o.id = p.organiser_id"
              " JOIN notice n ON n.purpose_id = p.id AND n.language = 'de'"
              " WHERE p.key = 'newsletter' AND o.key = :1",
              organiser)
            .value();
    const auto asked = ledger_.request(tx, {organiser_id, purpose_id, notice_id, "email", by}, now);
    consent::evidence confirmed;
    confirmed.message_id = "m1@example.org";
    confirmed.server_reply = "250 2.0.0 Ok";
    ledger_.confirm(tx, asked.public_id, confirmed, now);
    return tx
        .value<std::string>("SELECT public_id FROM principal WHERE id = :1", asked.principal_id)
        .value();
  });
}

std::int64_t admin_side::sign_in_as(const std::string& email, const std::string& organiser,
                                    const std::string& role) {
  const auto id = add_person(db.get(), email, organiser, role);
  token_ =
      db->write([&](schema::transaction& tx) { return organisers::start_session(tx, id, now); });
  return id;
}

std::string admin_side::csrf() {
  return db->read([&](const schema::reader& view) {
    const auto session = organisers::find_session(view, token_, keys_.sessions, now);
    return session ? session->csrf : std::string();
  });
}

seen admin_side::get(const std::string& path, const pairs& query) {
  server::request of;
  of.method = "GET";
  of.path = path;
  for (const auto& [name, value] : query) of.query.add(name, value);
  return answer(std::move(of));
}

seen admin_side::head(const std::string& path) {
  server::request of;
  of.method = "GET";
  of.head_only = true;
  of.path = path;
  return answer(std::move(of));
}

seen admin_side::post(const std::string& path, const pairs& form) {
  server::request of;
  of.method = "POST";
  of.path = path;
  for (const auto& [name, value] : form) of.form.add(name, value);
  return answer(std::move(of));
}

seen admin_side::answer(server::request of) {
  of.remote_address = "192.0.2.1";
  of.language = &web::find_locale(language);
  of.at = now;
  if (!token_.empty()) of.cookie = "zusage=" + token_;
  const auto made = dispatch(dispatcher_, db.get(), std::move(of));
  seen result{made.status, made.body, made.headers, made.content_type};
  if (made.stream) {
    made.stream([&](std::string_view piece) {
      result.body += piece;
      return true;
    });
  }
  return result;
}

std::string admin_side::add_attendee(const std::string& slug, const std::string& given_name,
                                     const std::string& family_name, const std::string& status) {
  const auto reference = new_reference();
  const auto email =
      lower_ascii(folded(family_name)) + "-" + lower_ascii(reference) + "@example.org";
  const auto search = folded(given_name + " " + family_name + " " + email +
                             " Stadt Musterstadt Hemer " + reference);
  db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO registration (organiser_id, event_id, public_id, reference, status, "
        "given_name,"
        " family_name, email, email_key, phone, organisation, job_function, ags, municipality,"
        " language, answers, search, registered_at, updated_at)"
        " SELECT organiser_id, id, :1, :2, :3, :4, :5, :6, :7, '', 'Stadt Musterstadt', '',"
        " '05962016', 'Hemer', 'de', :8, :9, :10, :11 FROM event WHERE slug = :12",
        new_public_id(), reference, status, given_name, family_name, email, email,
        R"({"diet":"vegan","topics":["ai","data"],"hotel":"yes"})", search, now, now, slug);
  });
  return reference;
}

void admin_side::add_sent_message(const std::string& message_id, const std::string& reference) {
  db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO message (organiser_id, message_id, template, language, recipient,"
        " recipient_key, recipient_name, data, registration_id, event_id, needs_consent, priority,"
        " state, due_at, expires_at, created_at, finished_at)"
        " SELECT r.organiser_id, :1, 'registration-confirmed', 'de', r.email, r.email_key,"
        " r.family_name, '{}', r.id, r.event_id, 0, 0, 'sent', 1, 2, 1, 1"
        " FROM registration r WHERE r.reference = :2",
        message_id, reference);
  });
}

std::string session_in(const seen& what) {
  const auto cookie = what.header("Set-Cookie");
  const auto from = cookie.find('=') + 1;
  return cookie.empty() ? "" : cookie.substr(from, cookie.find(';') - from);
}

}  // namespace zusage::tests
