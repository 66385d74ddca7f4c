// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "mailer/bounce.hpp"
#include "tests/support/catch.hpp"

/// Reports as servers write them, for tests.
namespace zusage::tests {

inline const std::string original_header =
    "Return-Path: <bounce+k7f3@example.org>\n"
    "From: Zusage <events@example.org>\n"
    "To: Anna Muster <anna@stadt.example.org>\n"
    "Subject: Ihre Anmeldung\n"
    "Message-ID: <0123abcd@example.org>\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain\n";

/// RFC 3464 with `blocks` (each ends with an empty line) and the header of the original.
inline std::string delivery_report(const std::string& blocks) {
  return "Return-Path: <>\n"
         "Delivered-To: bounce+K7F3@example.org\n"
         "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\n"
         "To: events@example.org\n"
         "Subject: Undelivered Mail Returned to Sender\n"
         "Auto-Submitted: auto-replied\n"
         "MIME-Version: 1.0\n"
         "Content-Type: multipart/report; report-type=delivery-status;\n"
         "\tboundary=\"4711/mx.example.org\"\n"
         "\n"
         "This is a MIME-encapsulated message.\n"
         "\n"
         "--4711/mx.example.org\n"
         "Content-Type: text/plain; charset=us-ascii\n"
         "\n"
         "I'm sorry to have to inform you that your message could not\n"
         "be delivered to one or more recipients.\n"
         "\n"
         "--4711/mx.example.org\n"
         "Content-Type: message/delivery-status\n"
         "\n"
         "Reporting-MTA: dns; mx.example.org\n"
         "Arrival-Date: Sun, 31 Jan 2027 11:02:11 +0100\n"
         "\n" +
         blocks +
         "--4711/mx.example.org\n"
         "Content-Type: text/rfc822-headers\n"
         "\n" +
         original_header + "\n--4711/mx.example.org--\n";
}

inline std::string failed(const std::string& status, const std::string& diagnostic) {
  return "Final-Recipient: rfc822; anna@stadt.example.org\n"
         "Action: failed\n"
         "Status: " +
         status + "\nDiagnostic-Code: smtp; " + diagnostic + "\n\n";
}

/// RFC 5965.
inline std::string feedback_report(const std::string& type) {
  return "From: <feedback@provider.example.org>\n"
         "To: <events@example.org>\n"
         "Subject: FW: Ihre Anmeldung\n"
         "MIME-Version: 1.0\n"
         "Content-Type: multipart/report; report-type=feedback-report; boundary=b1\n"
         "\n"
         "--b1\n"
         "Content-Type: text/plain\n"
         "\n"
         "This is an email abuse report.\n"
         "--b1\n"
         "Content-Type: message/feedback-report\n"
         "\n"
         "Feedback-Type: " +
         type +
         "\n"
         "User-Agent: Example/1.0\n"
         "Version: 1\n"
         "Original-Rcpt-To: <Anna@Stadt.example.org>\n"
         "\n"
         "--b1\n"
         "Content-Type: message/rfc822\n"
         "\n" +
         original_header + "\nGuten Tag\n--b1--\n";
}

/// A text alone, from `from`, with more header lines.
inline std::string plain(const std::string& from, const std::string& header,
                         const std::string& text) {
  return "Return-Path: <>\n"
         "To: bounce+k7f3@example.org\n"
         "From: " +
         from + "\n" + header + "\n" + text;
}

inline const std::string qmail =
    plain("MAILER-DAEMON@mail.example.net", "Subject: failure notice\n",
          "Hi. This is the qmail-send program at mail.example.net.\n"
          "I'm afraid I wasn't able to deliver your message to the "
          "following addresses.\n"
          "This is a permanent error; I've given up. Sorry.\n"
          "\n"
          "<anna@stadt.example.org>:\n"
          "Sorry, no mailbox here by that name. (#5.1.1)\n"
          "\n"
          "<ben@stadt.example.org>:\n"
          "192.0.2.7 does not like the message.\n"
          "Remote host said: 552 5.2.2 Over quota\n"
          "\n"
          "--- Below this line is a copy of the message.\n"
          "\n" +
              original_header +
              "\n"
              "<carla@stadt.example.org>: 550 5.1.1 is only quoted\n");

inline const std::string exim =
    plain("Mail Delivery System <Mailer-Daemon@mail.example.net>",
          "X-Failed-Recipients: anna@stadt.example.org\n"
          "Auto-Submitted: auto-replied\n"
          "Subject: Mail delivery failed: returning message to sender\n",
          "This message was created automatically by mail delivery software.\n"
          "\n"
          "A message that you sent could not be delivered to one or more of its\n"
          "recipients. This is a permanent error. The following address(es) failed:\n"
          "\n"
          "  anna@stadt.example.org\n"
          "    host mx.stadt.example.org [192.0.2.9]\n"
          "    SMTP error from remote mail server after RCPT TO:<anna@stadt.example.org>:\n"
          "    550 5.1.1 no such user\n"
          "\n"
          "------ This is a copy of the message, including all the headers. ------\n"
          "\n" +
              original_header + "\nGuten Tag\n");

inline mailer::bounce_report only(const std::string& bytes) {
  const auto found = mailer::read_returned(bytes);
  INFO(bytes);
  REQUIRE(found.reports.size() == 1);
  return found.reports[0];
}

inline bool is_nothing(const std::string& bytes) {
  return mailer::read_returned(bytes).reports.empty();
}

inline std::string replaced(std::string text, const std::string& old, const std::string& by) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), by);
}

}  // namespace zusage::tests
