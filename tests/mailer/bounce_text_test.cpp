// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/mailer/bounce_messages.hpp"
#include "tests/support/catch.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;

TEST_CASE("qmail's text is read up to the copy of the message", "[mailer][bounce]") {
  const auto found = read_returned(qmail);
  REQUIRE(found.reports.size() == 2);
  CHECK(found.reports[0].recipient == "anna@stadt.example.org");
  CHECK(found.reports[0].what == returned::hard);
  CHECK(found.reports[0].status == "5.1.1");
  CHECK(found.reports[1].recipient == "ben@stadt.example.org");
  CHECK(found.reports[1].what == returned::soft);
  CHECK(found.reports[1].status == "5.2.2");
  CHECK(found.reports[1].message_id == "0123abcd@example.org");
}

TEST_CASE("Exim's text and header are read", "[mailer][bounce]") {
  const auto report = only(exim);
  CHECK(report.what == returned::hard);
  CHECK(report.recipient == "anna@stadt.example.org");
  CHECK(report.status == "5.1.1");
  CHECK(report.message_id == "0123abcd@example.org");
  CHECK(report.diagnostic.find("550 5.1.1 no such user") != std::string::npos);
  CHECK(only(replaced(exim, "550 5.1.1 no such user", "Unrouteable address")).what ==
        returned::hard);
  CHECK(only(replaced(exim, "550 5.1.1 no such user", "retry timeout exceeded")).what ==
        returned::soft);
}

TEST_CASE("Exim's warning that it is still trying is soft", "[mailer][bounce]") {
  const auto report = only(plain(
      "Mail Delivery System <Mailer-Daemon@mail.example.net>",
      "Subject: Warning: message 1abc-0 delayed 24 hours\nAuto-Submitted: auto-replied\n",
      "This message was created automatically by mail delivery software.\n"
      "A message that you sent has not yet been delivered to one or more of its\n"
      "recipients after more than 24 hours.\n\n"
      "Message-ID: <0123abcd@example.org>\n\n  anna@stadt.example.org\n    550 5.1.1 so far\n"));
  CHECK(report.what == returned::soft);
  CHECK(report.recipient == "anna@stadt.example.org");
  CHECK(report.message_id == "0123abcd@example.org");
}

TEST_CASE("Exchange's text is read in German, whatever its subject is encoded as",
          "[mailer][bounce]") {
  const std::string text =
      "Fehler bei der Nachrichtenzustellung an folgende Empf\xe4nger:\n\n"
      "anna@stadt.example.org\n"
      "Die Adresse wurde nicht gefunden.\n\n"
      "Remote Server returned '#550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'\n\n"
      "Original message headers:\n\n" +
      original_header;
  for (const char* subject : {"Unzustellbar: Ihre Anmeldung", "Undeliverable: Ihre Anmeldung",
                              "=?utf-8?B?VW56dXN0ZWxsYmFyOiBJaHJlIEFubWVsZHVuZw==?="}) {
    INFO(subject);
    const auto report = only(plain(
        "Postmaster <postmaster@stadt.example.org>",
        std::string("Content-Type: text/plain; charset=iso-8859-1\nSubject: ") + subject + "\n",
        text));
    CHECK(report.what == returned::hard);
    CHECK(report.status == "5.1.10");
    CHECK(report.recipient == "anna@stadt.example.org");
    CHECK(report.message_id == "0123abcd@example.org");
  }
}

TEST_CASE("a plain 5xx line counts where the original's header is with it", "[mailer][bounce]") {
  const std::string text = "Sorry.\n550 <anna@stadt.example.org>... User unknown\n";
  const auto of = [&](const std::string& more) {
    return plain("postmaster@stadt.example.org", "Subject: Ihre Anmeldung\n", text + more);
  };
  CHECK(is_nothing(of("")));
  const auto report = only(of("\n> From: events@example.org\n> Message-ID: <q@example.org>\n"));
  CHECK(report.what == returned::hard);
  CHECK(report.recipient == "anna@stadt.example.org");
  CHECK(report.message_id == "q@example.org");
  CHECK(report.status.empty());
  CHECK(is_nothing(plain("postmaster@stadt.example.org", "Subject: Ihre Anmeldung\n",
                         "Thanks.\n> 550 5.1.1\n> Message-ID: <q@example.org>\n")));
}

TEST_CASE("a Domino server that does not know the name is understood", "[mailer][bounce]") {
  const auto report = only(plain(
      "Postmaster@stadt.example.org", "Subject: DELIVERY FAILURE: User anna not listed\n",
      "Your message\n  Subject: Ihre Anmeldung\nwas not delivered to:\n\n"
      "  anna@stadt.example.org\n\nbecause:\n\n  User anna not listed in Domino Directory\n"));
  CHECK(report.what == returned::hard);
  CHECK(report.recipient == "anna@stadt.example.org");
}

TEST_CASE("a report without its boundary is read as text", "[mailer][bounce]") {
  const auto bytes = replaced(delivery_report(failed("5.1.1", "550 5.1.1 unknown")),
                              "boundary=\"4711/mx.example.org\"", "x=y");
  const auto report = only(bytes);
  CHECK(report.what == returned::hard);
  CHECK(report.message_id == "0123abcd@example.org");
}

TEST_CASE("an automatic reply is nothing, even if it quotes our mail and a code",
          "[mailer][bounce]") {
  const std::string text =
      "Ich bin im Urlaub.\n550 5.1.1 <anna@stadt.example.org>\n"
      "Message-ID: <0123abcd@example.org>\n";
  const std::string person = "Anna Muster <anna@stadt.example.org>";
  CHECK_FALSE(is_nothing(plain(person, "Subject: Returned mail\n", text)));
  for (const char* header :
       {"Auto-Submitted: auto-replied (vacation)\nSubject: Returned mail\n", "X-Autoreply: yes\n",
        "Precedence: auto_reply\n", "Subject: Out of Office: Ihre Anmeldung\n",
        "Subject: Abwesenheitsnotiz: Ihre Anmeldung\n",
        "Subject: =?utf-8?Q?Automatische_Antwort=3A_Ihre?=\n"}) {
    INFO(header);
    CHECK(is_nothing(plain(person, header, text)));
  }
}

TEST_CASE("a person who writes about a bounce is not one", "[mailer][bounce]") {
  const std::string head =
      "Return-Path: <ben@example.net>\nFrom: mailer-daemon <ben@example.net>\n"
      "To: events@example.org\nSubject: Undeliverable: what is this?\n";
  CHECK(
      is_nothing(head + "\n550 5.1.1 <anna@stadt.example.org>: User unknown\n" + original_header));
  const auto report = delivery_report(failed("5.1.1", "550 5.1.1 unknown"));
  CHECK(is_nothing(head +
                   "Content-Type: multipart/mixed; boundary=f\n\n--f\n"
                   "Content-Type: message/rfc822\n\n" +
                   report + "\n--f--\n"));
  const auto parts = report.substr(report.find("Content-Type: multipart/report"));
  CHECK(is_nothing(
      head + replaced(parts, "multipart/report; report-type=delivery-status", "multipart/mixed")));
}

TEST_CASE("a text with an empty Return-Path that only sounds like a bounce is nothing",
          "[mailer][bounce]") {
  const std::string text = "Your parcel could not be delivered to\nanna@stadt.example.org\n";
  const std::string subject = "Subject: Undeliverable: your parcel\n";
  CHECK(is_nothing(plain("Parcels <info@example.net>", subject, text)));
  CHECK(only(plain("postmaster@example.net", subject, text)).what == returned::soft);
}
