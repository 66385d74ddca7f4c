// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_certificates.hpp"
#include "tests/server/admin_fixture.hpp"
#include "tests/server/visitor.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pdf_text.hpp"
#include "tests/support/text.hpp"

using namespace zusage;
using namespace zusage::tests;

namespace {

const std::string certificates_path = "/admin/sit/events/kick-off/certificates";

struct certifying : admin_side {
  std::string reference = add_attendee("kick-off", "Ina", "Kurz");

  certifying() {
    now = from_iso("2030-05-16T10:00:00Z").value();
    sign_in_as("office@example.org", "sit", "organiser");
  }
  void arrives(const std::string& who) {
    db->write([&](schema::transaction& tx) {
      tx.execute("UPDATE registration SET checked_in_at = 1 WHERE reference = :1", who);
    });
  }
  seen send(const std::string& to, pairs form = {}) {
    form.emplace_back("csrf", csrf());
    return post(certificates_path + to, form);
  }
  std::int64_t count(const std::string& sql) {
    return db->read([&](const schema::reader& r) { return r.value<std::int64_t>(sql).value(); });
  }
};

std::int64_t trail_of(certifying& by, const std::string& action) {
  return by.count("SELECT COUNT(*) FROM audit_entry WHERE action = '" + action + "'");
}

}  // namespace

TEST_CASE("certificates are sent to those who were here after a question with their number",
          "[server][admin][certificates]") {
  certifying by;
  by.add_attendee("kick-off", "Nie", "Da");
  CHECK(by.send("/send").header("Location") == certificates_path + "?done=nobody");
  by.arrives(by.reference);
  CHECK(contains(by.get(certificates_path).body, "Einer Person, die da war, senden"));
  const auto asked = by.send("/send");
  CHECK(asked.status == 200);
  CHECK(contains(asked.body, "Eine Person, die bei „Strategie-Auftakt"));
  CHECK(trail_of(by, "certificate.sent") == 0);
  CHECK(by.send("/send", {{"confirm", "yes"}}).header("Location") ==
        certificates_path + "?done=asked");
  CHECK(by.count("SELECT COUNT(*) FROM mail_run WHERE plan = 'certificates.now'") == 1);
  CHECK(trail_of(by, "certificate.sent") == 1);
  CHECK(contains(by.get(certificates_path, {{"done", "asked"}}).body,
                 "Die Bescheinigungen werden jetzt gesendet."));
}

TEST_CASE("before the end of the event no certificate is sent", "[server][admin][certificates]") {
  certifying by;
  by.arrives(by.reference);
  by.now = from_iso("2030-05-15T08:00:00Z").value();
  by.sign_in_as("early@example.org", "sit", "organiser");
  CHECK(contains(by.get(certificates_path).body, "sobald die Veranstaltung zu Ende ist"));
  CHECK_FALSE(contains(by.get(certificates_path).body, "/certificates/send"));
  CHECK(by.send("/send", {{"confirm", "yes"}}).header("Location") ==
        certificates_path + "?done=not_yet");
  CHECK(by.send("/" + by.reference + "/send").header("Location") ==
        certificates_path + "?done=not_yet");
  CHECK(by.count("SELECT COUNT(*) FROM mail_run") == 0);
}

TEST_CASE("one person gets theirs, and once more when staff says so",
          "[server][admin][certificates]") {
  certifying by;
  const auto to = "/" + by.reference + "/send";
  CHECK(by.send(to).header("Location") == certificates_path + "?done=not_here");
  by.arrives(by.reference);
  CHECK(by.send(to).header("Location") == certificates_path + "?done=sent");
  const auto shown = by.get(certificates_path).body;
  CHECK(contains(shown, "Gesendet am"));
  CHECK(contains(shown, "Noch einmal senden"));
  CHECK(by.send(to).header("Location") == certificates_path + "?done=sent");
  CHECK(trail_of(by, "certificate.sent") == 2);
  CHECK(by.send("/000-000-000/send").status == 404);
}

TEST_CASE("the organiser fetches a certificate as PDF, which the trail tells",
          "[server][admin][certificates]") {
  certifying by;
  const auto path = certificates_path + "/" + by.reference + "/certificate.pdf";
  CHECK(by.get(path).status == 404);
  CHECK(trail_of(by, "certificate.taken") == 0);
  by.arrives(by.reference);
  const auto file = by.get(path);
  CHECK(file.content_type == "application/pdf");
  CHECK(file.header("Content-Disposition") ==
        "attachment; filename=\"Teilnahmebescheinigung-" + by.reference + ".pdf\"");
  CHECK(contains(pdf_text(file.body), "Ina Kurz"));
  CHECK(trail_of(by, "certificate.taken") == 1);
  by.head(path);
  CHECK(trail_of(by, "certificate.taken") == 1);
  by.sign_in_as("carl@kdn.example.org", "kdn", "owner");
  CHECK(by.get(path).status == 404);
  CHECK(by.send("/send", {{"confirm", "yes"}}).status == 404);
  CHECK(by.send("/" + by.reference + "/send").status == 404);
}

TEST_CASE("the check of a certificate is told right from wrong", "[server][admin][certificates]") {
  certifying by;
  by.arrives(by.reference);
  const auto text =
      pdf_text(by.get(certificates_path + "/" + by.reference + "/certificate.pdf").body);
  const std::string before = "Prüfzeichen ";
  const auto check = text.substr(text.find(before) + before.size(), 9);
  const auto asked = [&](const std::string& typed) {
    return by.get(certificates_path, {{"reference", by.reference}, {"check", typed}}).body;
  };
  CHECK(contains(asked(check), "Das Prüfzeichen stimmt."));
  CHECK(contains(asked(check), "Ina Kurz"));
  CHECK(contains(asked("0000-0000"), "Das Prüfzeichen gehört nicht zu"));
}

TEST_CASE("whoever was here fetches their certificate by their own link after the event",
          "[server][certificates]") {
  visitor v;
  const auto token = v.registered();
  const auto path = "/r/" + token + "/certificate.pdf";
  v.with.set_time("2030-05-16T10:00:00Z");
  CHECK(v.with.get(path).status == 404);
  CHECK_FALSE(contains(body_of(v.with.get("/r/" + token)), "certificate.pdf"));
  v.with.database()->write(
      [](schema::transaction& tx) { tx.execute("UPDATE registration SET checked_in_at = 1"); });
  CHECK(contains(body_of(v.with.get("/r/" + token)), path));
  const auto file = v.with.get(path);
  CHECK(file.status == 200);
  CHECK(contains(pdf_text(body_of(file)), "Ada Beispiel"));
  CHECK(v.with.count("SELECT COUNT(*) FROM audit_entry WHERE action = 'certificate.taken'"
                     " AND details LIKE '%by_the_person%'") == 1);
  v.with.set_time("2030-05-15T08:00:00Z");
  CHECK(v.with.get(path).status == 404);
  CHECK_FALSE(contains(body_of(v.with.get("/r/" + token)), "certificate.pdf"));
}
