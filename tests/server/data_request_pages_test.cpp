// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/data_requests.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "events/personal_mails.hpp"
#include "server/maintenance.hpp"
#include "tests/organisers/people.hpp"
#include "tests/server/asker.hpp"
#include "tests/server/composed_mail.hpp"

using namespace zusage;
using tests::asker;
using tests::contains;
using tests::header_of;
using tests::newest_mail;

TEST_CASE("before erasure is asked for, a page says what goes, what stays and why",
          "[server][personal][requests]") {
  asker a({{"consent.newsletter", "yes"}, {"answer.diet", "vegan"}});
  a.post(a.confirm());
  const auto path = a.link_of(a.email);
  CHECK(contains(a.see(path), "href=\"" + path + "/erase/sit\""));
  const auto page = a.see(path + "/erase/sit");
  for (const auto* text :
       {"Eine Anmeldung zu Veranstaltungen, die noch kommen", "Auftakt", "Wird storniert und dann",
        "Eine Einwilligung, die gilt", "Rundbrief", "2 Aufzeichnungen über Einwilligungen",
        "Art. 17 Abs. 3 Buchst. b und e DSGVO", "verschlüsselte Kennzahl", "Zahlen ohne Namen",
        "bis Sonntag, 10. Februar 2030"}) {
    INFO(text);
    CHECK(contains(page, text));
  }
  // Looking changes nothing, and the button of the page before leads here.
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 0);
  const auto unasked = a.post(path, {{"organiser", "sit"}, {"kind", "erase"}});
  CHECK(header_of(unasked, "Location") == path + "/erase/sit");
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 0);
  CHECK(a.with.get(path + "/erase/none").status == 404);
}

TEST_CASE("who was shown something else than is stored decides again about the erasure",
          "[server][personal][requests]") {
  asker a;
  const auto path = a.link_of(a.email);
  const auto seen = a.seen(path);
  const auto id = a.text("SELECT public_id FROM registration");
  a.post(a.link(link_purpose::registration, id) + "/cancel");
  const auto late =
      a.post(path, {{"organiser", "sit"}, {"kind", "erase"}, {"confirm", "yes"}, {"seen", seen}});
  CHECK(late.status == 409);
  CHECK(contains(tests::body_of(late), "Inzwischen ist etwas anderes gespeichert"));
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 0);
  CHECK(a.ask(path, "erase").status == 303);
}

TEST_CASE(
    "with a request for erasure, and with an objection, every consent ends at once and what "
    "is queued for it is cancelled",
    "[server][personal][requests]") {
  for (const auto* kind : {"erase", "object"}) {
    INFO(kind);
    asker a;
    a.post(a.confirm());
    REQUIRE(a.state() == "given");
    a.with.database()->write([&](schema::transaction& tx) {
      const auto row =
          tx.one<std::int64_t, std::int64_t>("SELECT principal_id, purpose_id FROM consent_state")
              .value();
      mailer::new_message advertising;
      advertising.organiser_id = tx.value<std::int64_t>("SELECT id FROM organiser").value();
      advertising.template_name = "paper-announced";
      advertising.language = "de";
      advertising.recipient = a.email;
      advertising.principal_id = std::get<0>(row);
      advertising.purpose_id = std::get<1>(row);
      advertising.needs_consent = true;
      advertising.urgency = mailer::priority::newsletter;
      a.with->outbox.enqueue(tx, advertising, a.with.time());
    });
    a.ask(a.link_of(a.email), kind);
    CHECK(a.state() == "withdrawn");
    CHECK(a.newest_method() == "page");
    CHECK(a.text("SELECT state FROM message WHERE template = 'paper-announced'") == "cancelled");
    CHECK(a.with.count("SELECT COUNT(*) FROM message WHERE needs_consent = 1"
                       " AND state = 'queued'") == 0);
    // Nothing else is done yet.
    CHECK(a.with.count("SELECT COUNT(*) FROM registration WHERE status = 'confirmed'") == 1);
    CHECK(a.text("SELECT state FROM data_request") == "open");
  }
}

TEST_CASE("a request to rectify ends no consent", "[server][personal][requests]") {
  asker a;
  a.post(a.confirm());
  a.ask(a.link_of(a.email), "rectify", "Mein Name ist Ada Muster.");
  CHECK(a.state() == "given");
}

TEST_CASE("a wish that is too long is not cut: it comes back whole, with the limit",
          "[server][personal][requests]") {
  asker a;
  const auto path = a.link_of(a.email);
  const std::string wish = std::string(2001, 'x') + "Ende";
  const auto refused = a.ask(path, "rectify", wish);
  CHECK(refused.status == 422);
  CHECK(contains(tests::body_of(refused), wish));
  CHECK(contains(tests::body_of(refused), "höchstens 2.000 Zeichen"));
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 0);
  CHECK(a.ask(path, "rectify", std::string(2000, 'x')).status == 303);
}

TEST_CASE("what stays after an erasure is the same before it was asked for and after",
          "[server][personal][requests]") {
  asker a(std::map<std::string, std::string>{});  // no box ticked
  const auto page = a.see(a.link_of(a.email) + "/erase/sit");
  CHECK(contains(page, "verschlüsselte Kennzahl"));
  CHECK(contains(page, "Was in einem Antrag zu diesen Daten steht"));
}

TEST_CASE("before somebody objects, a page says which consents end, and takes reasons",
          "[server][personal][requests]") {
  asker a;
  a.post(a.confirm());
  const auto path = a.link_of(a.email);
  CHECK(contains(a.see(path), "href=\"" + path + "/object/sit\""));
  const auto page = a.see(path + "/object/sit");
  CHECK(contains(page, "Rundbrief"));
  CHECK(contains(page, "name=\"wish\""));
  const auto unasked = a.post(path, {{"organiser", "sit"}, {"kind", "object"}});
  CHECK(header_of(unasked, "Location") == path + "/object/sit");
  CHECK(a.state() == "given");
  CHECK(a.ask(path, "object", std::string(2001, 'y')).status == 422);
  CHECK(a.state() == "given");
  a.ask(path, "object", "Ich bin umgezogen.");
  CHECK(a.state() == "withdrawn");
  CHECK(contains(newest_mail(a.with, "data-request").value().text, "Ich bin umgezogen."));
  // With other reasons it is the same objection.
  a.ask(path, "object", "Noch ein Grund.");
  CHECK(a.with.count("SELECT COUNT(*) FROM data_request") == 1);
  CHECK(contains(a.see(path + "/object/sit"), "Es endet nichts."));
}

TEST_CASE("data protection officers are told of a request as well, with a link to it",
          "[server][personal][requests]") {
  asker a;
  tests::add_person(a.with.database().get(), "dpo@example.org", "sit", "dpo");
  tests::add_person(a.with.database().get(), "owner@example.org", "sit", "owner");
  const auto path = a.link_of(a.email);
  a.ask(path, "rectify", "Der Name ist falsch.");
  CHECK(a.mails("data-request") == 2);
  CHECK(a.with.count("SELECT COUNT(*) FROM message WHERE template = 'data-request'"
                     " AND recipient = 'dpo@example.org'") == 1);
  const auto reference = a.text("SELECT reference FROM data_request");
  const auto mail = newest_mail(a.with, "data-request").value();
  for (const auto& body : {mail.text, mail.html})
    CHECK(contains(body, "https://events.example.org/admin/sit/requests/" + reference));
}

TEST_CASE("an answer says what the data are for, who gets them, how long, from where",
          "[server][personal]") {
  asker a;
  a.post(a.confirm());
  const auto path = a.link_of(a.email);
  const auto page = a.see(path);
  for (const auto* text :
       {"Wofür und auf welcher Grundlage", "Wer bekommt die Daten?",
        "Wie lange bleiben die Daten gespeichert?", "Woher stammen die Daten?", "Aufsichtsbehörde",
        "privacy?organiser=sit", "Wird von selbst gelöscht am", "Der Nachweis bleibt 3 Jahre"}) {
    INFO(text);
    CHECK(contains(page, text));
  }
  const auto file = a.download(path);
  const auto& organiser = file["organisers"][0];
  CHECK(organiser.at("about").size() == 5);
  CHECK(organiser.at("privacy_information") ==
        "https://events.example.org/privacy?organiser=sit&lang=de");
  const auto& consent = organiser["consents"][0];
  CHECK(consent.at("notices").at(0).at("controller").at("key") == "sit");
  CHECK(consent.at("notices").at(0).at("recipients").is_array());
  CHECK(consent.at("retention").get<std::string>().find("Jahre") != std::string::npos);
  const auto kept = organiser["registrations"][0].at("kept_until").get<std::string>();
  CHECK(kept.starts_with("2031-05-15"));
}
