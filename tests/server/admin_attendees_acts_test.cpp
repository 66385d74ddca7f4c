// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <chrono>

#include "tests/server/admin_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

using namespace zusage;
using tests::admin_side;

namespace {

const std::string base = "/admin/sit/events/kick-off";

struct staff : admin_side {
  explicit staff(const std::string& role = "organiser") {
    sign_in_as("eva@example.org", "sit", role);
  }
  tests::seen send(const std::string& path, tests::pairs form) {
    form.emplace_back("csrf", csrf());
    return post(path, form);
  }
  std::string at(const std::string& reference, const std::string& rest = {}) const {
    return base + "/attendees/" + reference + rest;
  }
  std::string status_of(const std::string& reference) {
    return db->read([&](const schema::reader& r) {
      return r.value<std::string>("SELECT status FROM registration WHERE reference = :1", reference)
          .value_or("");
    });
  }
  std::int64_t number(const std::string& sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
  std::string reference_of(const std::string& family_name) {
    return db->read([&](const schema::reader& r) {
      return r
          .value<std::string>("SELECT reference FROM registration WHERE family_name = :1",
                              family_name)
          .value_or("");
    });
  }
};

tests::pairs entry(const std::string& family_name, const std::string& email) {
  return {{"given_name", "Ida"},   {"family_name", family_name},  {"email", email},
          {"mail_language", "de"}, {"session.forums", "forum-1"}, {"tell", "yes"}};
}

tests::pairs with_field(tests::pairs form, const std::string& name, const std::string& value) {
  std::erase_if(form, [&](const auto& one) { return one.first == name; });
  form.emplace_back(name, value);
  return form;
}

}  // namespace

TEST_CASE("staff cancel after a question, once, and the history says who did",
          "[server][admin][attendees]") {
  staff in;
  const auto reference = in.add_attendee("kick-off", "Ina", "Kurz");
  const auto asked = in.get(in.at(reference, "/cancel"));
  CHECK(asked.status == 200);
  CHECK(has(asked, "Anmeldung stornieren: Ina Kurz"));
  CHECK(has(asked, "name=\"tell\" type=\"checkbox\" value=\"yes\" checked"));
  CHECK(in.send(in.at(reference, "/cancel"), {}).status == 200);
  CHECK(in.status_of(reference) == "confirmed");
  for (int i = 0; i < 2; ++i) {
    CHECK(in.send(in.at(reference, "/cancel"), {{"confirm", "yes"}, {"tell", "yes"}}).status ==
          303);
    CHECK(in.status_of(reference) == "cancelled");
    CHECK(in.number("SELECT COUNT(*) FROM message") == 1);
  }
  const auto page = in.get(in.at(reference), {{"done", "cancelled"}});
  CHECK(has(page, "Die Anmeldung ist storniert."));
  CHECK(has(page, "Anmeldung durch Mitarbeitende storniert"));
  CHECK(has(page, "eva@example.org"));
  CHECK_FALSE(has(page, "/cancel\""));
}

TEST_CASE("staff change by the person's own rules, and everything typed is kept",
          "[server][admin][attendees]") {
  staff in;
  in.send(base + "/attendees/new", entry("Kurz", "ida@stadt.example.org"));
  const auto reference = in.reference_of("Kurz");
  const auto form = in.get(in.at(reference, "/edit"));
  REQUIRE(form.status == 200);
  CHECK(has(form, "Einwilligungen gehören zur alten Adresse"));
  const auto seen = form.value_of("seen");
  const auto changed = with_field(entry("Lang", "ida@stadt.example.org"), "seen", seen);
  const auto wrong = in.send(in.at(reference, "/edit"), with_field(changed, "given_name", ""));
  CHECK(wrong.status == 422);
  CHECK(has(wrong, "value=\"Lang\""));
  in.now += std::chrono::minutes(1);
  CHECK(in.send(in.at(reference, "/edit"), changed).status == 303);
  CHECK(in.reference_of("Lang") == reference);

  const auto late = in.send(in.at(reference, "/edit"), with_field(changed, "family_name", "Spät"));
  CHECK(late.status == 409);
  CHECK(has(late, "Inzwischen anders gespeichert"));
  CHECK(has(late, "<td class=\"kern-table__cell\">Lang</td>"));
  CHECK(has(late, "<td class=\"kern-table__cell\">Spät</td>"));
  CHECK(in.reference_of("Spät").empty());
  const auto mine =
      with_field(with_field(changed, "family_name", "Spät"), "seen", late.value_of("seen"));
  CHECK(in.send(in.at(reference, "/edit"), mine).status == 409);
  CHECK(
      in.send(in.at(reference, "/edit"), with_field(mine, "overwrite", late.value_of("overwrite")))
          .status == 303);
  CHECK(in.reference_of("Spät") == reference);
}

TEST_CASE("of a registration that somebody else changed, what was left alone is theirs",
          "[server][admin][attendees]") {
  staff in;
  auto typed = with_field(entry("Kurz", "ida@stadt.example.org"), "organisation", "Stadt Alt");
  in.send(base + "/attendees/new", typed);
  const auto reference = in.reference_of("Kurz");
  const auto form = in.get(in.at(reference, "/edit"));
  auto base_sent = form.value_of("base");
  for (auto at = base_sent.find("&amp;"); at != std::string::npos; at = base_sent.find("&amp;"))
    base_sent.erase(at + 1, 4);
  typed = with_field(with_field(typed, "seen", form.value_of("seen")), "base", base_sent);
  in.now += std::chrono::minutes(1);
  CHECK(in.send(in.at(reference, "/edit"), with_field(typed, "organisation", "Stadt Neu")).status ==
        303);
  const auto late = in.send(in.at(reference, "/edit"), with_field(typed, "family_name", "Lang"));
  CHECK(late.status == 409);
  CHECK(late.value_of("organisation") == "Stadt Neu");
  CHECK(late.value_of("family_name") == "Lang");
  CHECK_FALSE(has(late, "<td class=\"kern-table__cell\">Stadt Alt</td>"));
}

TEST_CASE("staff register somebody once and without consents", "[server][admin][attendees]") {
  staff in;
  const auto form = in.get(base + "/attendees/new");
  CHECK(form.status == 200);
  CHECK_FALSE(has(form, "name=\"consent."));
  CHECK_FALSE(has(form, "autocomplete=\"given-name\""));
  auto typed = with_field(entry("Neu", "neu@stadt.example.org"), "idempotency_key",
                          form.value_of("idempotency_key"));
  typed = with_field(typed, "consent.newsletter", "yes");
  CHECK(in.send(base + "/attendees/new", with_field(typed, "email", "nichts")).status == 422);
  for (int i = 0; i < 2; ++i) CHECK(in.send(base + "/attendees/new", typed).status == 303);
  CHECK(in.number("SELECT COUNT(*) FROM registration WHERE family_name = 'Neu'") == 1);
  CHECK(in.number("SELECT COUNT(*) FROM consent_record") == 0);
  CHECK(in.number("SELECT COUNT(*) FROM message") == 1);
  const auto again =
      in.send(base + "/attendees/new", with_field(typed, "idempotency_key", "another-key"));
  CHECK(again.status == 409);
  CHECK(has(again, "Diese Adresse hat schon eine eigene Anmeldung."));
}

TEST_CASE("a full event is told, and oversold only with the box", "[server][admin][attendees]") {
  staff in;
  in.db->write([](schema::transaction& tx) {
    tx.execute(
        "UPDATE event SET capacity = 1, taken = 1, waiting_list = 0 WHERE slug = 'kick-off'");
  });
  auto typed = entry("Voll", "voll@stadt.example.org");
  const auto full = in.send(base + "/attendees/new", typed);
  CHECK(full.status == 409);
  CHECK(has(full, "Es ist kein Platz frei."));
  CHECK(in.send(base + "/attendees/new", with_field(typed, "over", "yes")).status == 303);
  CHECK(in.status_of(in.reference_of("Voll")) == "confirmed");
}

TEST_CASE("who waits moves up out of turn from their page", "[server][admin][attendees]") {
  staff in;
  const auto reference = in.add_attendee("kick-off", "Wim", "Wart", "waiting");
  in.db->write([](schema::transaction& tx) {
    tx.execute("UPDATE event SET capacity = 1, taken = 1 WHERE slug = 'kick-off'");
  });
  CHECK(has(in.get(in.at(reference)), "id=\"promote-form\""));
  const auto full = in.send(in.at(reference, "/promote"), {});
  CHECK(full.status == 409);
  CHECK(in.status_of(reference) == "waiting");
  CHECK(in.send(in.at(reference, "/promote"), {{"over", "yes"}}).status == 303);
  CHECK(in.status_of(reference) == "confirmed");
}

TEST_CASE("several applications are decided at once, each told by name",
          "[server][admin][attendees]") {
  staff in;
  auto file = tests::sample_event_file();
  file["events"][0].merge_patch({{"approval", true}});
  tests::import_file(in.db, file);
  const auto one = in.add_attendee("kick-off", "Anna", "Eins", "applied");
  const auto two = in.add_attendee("kick-off", "Bert", "Zwei", "applied");
  const auto out = in.add_attendee("kick-off", "Carl", "Weg", "cancelled");
  CHECK(has(in.get(base), "id=\"who-" + one + "\""));
  CHECK_FALSE(has(in.get(base), "id=\"who-" + out + "\""));
  const tests::pairs chosen = {{"who", one}, {"who", two}, {"who", out}, {"decision", "approve"}};
  const auto asked = in.send(base + "/attendees/decide", chosen);
  CHECK(asked.status == 200);
  CHECK(has(asked, "3 Bewerbungen annehmen"));
  CHECK(has(asked, "Anna Eins"));
  CHECK(in.status_of(one) == "applied");
  auto sure = chosen;
  sure.emplace_back("confirm", "yes");
  sure.emplace_back("text", "Willkommen");
  const auto done = in.send(base + "/attendees/decide", sure);
  CHECK(done.status == 200);
  CHECK(has(done, "2 von 3 entschieden."));
  CHECK(has(done, "Diese Bewerbung ist inzwischen zurückgezogen."));
  CHECK(in.status_of(one) == "confirmed");
  CHECK(in.status_of(two) == "confirmed");
  CHECK(in.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'application.approved'") == 2);
  const auto nobody = in.send(base + "/attendees/decide", {{"decision", "approve"}});
  CHECK(nobody.status == 422);
  CHECK(has(nobody, "mindestens eine Bewerbung"));
}

TEST_CASE("with nobody ticked the fault stands on the list, and one link ticks all",
          "[server][admin][attendees]") {
  staff in;
  auto file = tests::sample_event_file();
  file["events"][0].merge_patch({{"approval", true}});
  tests::import_file(in.db, file);
  const auto one = in.add_attendee("kick-off", "Anna", "Eins", "applied");
  in.add_attendee("kick-off", "Carl", "Weg", "cancelled");
  const auto list = in.get(base);
  CHECK_FALSE(has(list, " checked><label class=\"kern-label\" for=\"who-"));
  CHECK(has(list, "select=all"));
  const auto all = in.get(base, {{"status", "applied"}, {"select", "all"}});
  CHECK(has(all, "value=\"" + one + "\" checked>"));
  CHECK(has(all, "/attendees/decide?page=1&amp;status=applied"));
  const auto nobody = in.send(base + "/attendees/decide", {{"decision", "approve"}});
  CHECK(nobody.status == 422);
  CHECK(has(nobody, "href=\"#who-" + one + "\""));
  CHECK(has(nobody, "id=\"decisions\""));
}

TEST_CASE("booked sessions and answers are columns of the list for whoever chooses them",
          "[server][admin][attendees]") {
  staff in;
  in.send(base + "/attendees/new", entry("Kurz", "ida@stadt.example.org"));
  const auto plain = in.get(base);
  CHECK(has(plain, "id=\"column-sessions\""));
  CHECK(has(plain, "id=\"column-answer."));
  CHECK_FALSE(has(plain, "Forum 1: Register</td>"));
  const auto chosen = in.get(base, {{"columns", "1"}, {"column", "sessions"}});
  CHECK(has(chosen, "Forum 1: Register</td>"));
  CHECK_FALSE(has(chosen, "ida@stadt.example.org"));
}

TEST_CASE("before several applications are decided, the free places are told",
          "[server][admin][attendees]") {
  staff in;
  auto file = tests::sample_event_file();
  file["events"][0].merge_patch({{"approval", true}, {"capacity", 3}, {"waiting_list", true}});
  tests::import_file(in.db, file);
  const auto one = in.add_attendee("kick-off", "Anna", "Eins", "applied");
  const auto two = in.add_attendee("kick-off", "Bert", "Zwei", "applied");
  const auto ask = [&](std::int64_t taken, const std::string& decision) {
    in.db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE event SET taken = :1 WHERE slug = 'kick-off'", taken);
    });
    return in.send(base + "/attendees/decide",
                   {{"who", one}, {"who", two}, {"decision", decision}});
  };
  CHECK(has(ask(1, "approve"), "Frei sind 2 Plätze von 3. Das reicht für alle."));
  CHECK(
      has(ask(2, "approve"), "Frei ist ein Platz von 3. Eine Bewerbung kommt auf die Warteliste."));
  CHECK(has(ask(3, "approve"),
            "Frei ist kein Platz von 3. 2 Bewerbungen kommen auf die Warteliste."));
  CHECK_FALSE(has(ask(3, "decline"), "Frei ist"));
}

TEST_CASE("a note is shown with its author, who alone deletes it", "[server][admin][attendees]") {
  staff in;
  const auto reference = in.add_attendee("kick-off", "Ina", "Kurz");
  CHECK(in.send(in.at(reference, "/notes"), {{"note", ""}}).status == 422);
  CHECK(in.send(in.at(reference, "/notes"), {{"note", "Braucht <Rampe>"}}).status == 303);
  const auto page = in.get(in.at(reference));
  CHECK(has(page, "Braucht &lt;Rampe&gt;"));
  CHECK(has(page, "Die Person kann Auskunft darüber verlangen."));
  const auto id = std::to_string(in.number("SELECT id FROM registration_note"));
  const auto eva = in.token();
  in.sign_in_as("olga@example.org", "sit", "owner");
  CHECK_FALSE(has(in.get(in.at(reference)), "Notiz löschen"));
  CHECK(in.send(in.at(reference, "/notes/delete"), {{"id", id}}).status == 409);
  in.use_token(eva);
  CHECK(in.send(in.at(reference, "/notes/delete"), {{"id", id}}).status == 303);
  CHECK(in.number("SELECT COUNT(*) FROM registration_note") == 0);
}

TEST_CASE("who only checks in, and another organiser, change nobody's registration",
          "[server][admin][attendees]") {
  staff in("check-in");
  const auto reference = in.add_attendee("kick-off", "Ina", "Kurz");
  const auto foreign = in.add_attendee("other-day", "Fremde", "Person");
  const tests::pairs sure = {{"confirm", "yes"}, {"who", reference}, {"decision", "approve"}};
  const std::vector<std::string> acts = {"/edit", "/cancel", "/promote", "/notes", "/notes/delete"};
  for (const auto& rest : acts) {
    INFO(rest);
    CHECK(in.send(in.at(reference, rest), sure).status == 404);
  }
  CHECK(in.send(base + "/attendees/new", sure).status == 404);
  CHECK(in.send(base + "/attendees/decide", sure).status == 404);
  in.sign_in_as("otto@example.org", "sit", "owner");
  for (const auto& rest : acts) {
    INFO(rest);
    CHECK(in.send(in.at(foreign, rest), sure).status == 404);
  }
  CHECK(in.status_of(reference) == "confirmed");
  CHECK(in.status_of(foreign) == "confirmed");
  CHECK(in.number("SELECT COUNT(*) FROM audit_entry WHERE action LIKE 'registration.%'") == 0);
}

TEST_CASE("the list is sorted, narrowed and shown in columns by its address",
          "[server][admin][attendees]") {
  staff in;
  in.add_attendee("kick-off", "Ben", "Beta");
  in.add_attendee("kick-off", "Ann", "Alpha");
  const auto order = [&](const tests::pairs& query) {
    const auto page = in.get(base, query);
    CHECK(page.status == 200);
    return page.body.find("Ann Alpha") < page.body.find("Ben Beta");
  };
  CHECK_FALSE(order({}));
  CHECK(order({{"sort", "name"}}));
  CHECK_FALSE(order({{"sort", "name"}, {"dir", "desc"}}));
  CHECK(has(in.get(base, {{"sort", "name"}}), "aria-sort=\"ascending\""));
  CHECK_FALSE(has(in.get(base, {{"session", "forum-1"}}), "Ann Alpha"));
  CHECK_FALSE(has(in.get(base, {{"kind", "county"}}), "Ann Alpha"));
  const auto few = in.get(base, {{"columns", "1"}, {"column", "phone"}});
  CHECK(has(few, "<th class=\"kern-table__header\" scope=\"col\">Telefon</th>"));
  CHECK_FALSE(has(few, "Stadt Musterstadt"));
  CHECK(has(few, "columns=1&amp;column=phone"));
}
