// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/probe.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "base/timed_id.hpp"
#include "mailer/check.hpp"
#include "mailer/maildir.hpp"
#include "mailer/mime.hpp"
#include "mailer/settings.hpp"
#include "mailer/smtp.hpp"

namespace zusage::mailer {
namespace {

using std::chrono::steady_clock;

constexpr std::array<std::pair<finding, std::string_view>, 15> names{{
    {finding::accepted, "accepted"},
    {finding::host_unknown, "host_unknown"},
    {finding::connection_refused, "connection_refused"},
    {finding::timed_out, "timed_out"},
    {finding::tls_not_offered, "tls_not_offered"},
    {finding::certificate_wrong, "certificate_wrong"},
    {finding::sign_in_refused, "sign_in_refused"},
    {finding::no_sign_in_offered, "no_sign_in_offered"},
    {finding::sender_refused, "sender_refused"},
    {finding::recipient_refused, "recipient_refused"},
    {finding::message_refused, "message_refused"},
    {finding::try_later, "try_later"},
    {finding::connection_lost, "connection_lost"},
    {finding::folder_not_writable, "folder_not_writable"},
    {finding::other, "other"},
}};

bool says(const delivery& how, std::string_view words) {
  return lower_ascii(how.reply).find(words) != std::string::npos;
}

// libcurl's own words: smtp_transport passes its texts on, not its codes.
finding without_reply(const delivery& how) {
  if (says(how, "could not resolve")) return finding::host_unknown;
  if (says(how, "timeout") || says(how, "timed out")) return finding::timed_out;
  if (says(how, "failed to connect")) return finding::connection_refused;
  if (says(how, "login denied") || says(how, "authentication mechanism")) {
    return finding::no_sign_in_offered;
  }
  return says(how, "response reading failed") || says(how, "failure") ? finding::connection_lost
                                                                      : finding::other;
}

// Also what is refused before anything is sent (check.hpp), which has no code.
finding refused_at(phase at) {
  switch (at) {
    case phase::mail:
      return finding::sender_refused;
    case phase::rcpt:
      return finding::recipient_refused;
    case phase::compose:
    case phase::data:
    case phase::end:
      return finding::message_refused;
    default:
      return finding::other;
  }
}

// RFC 4954: these are about the sign-in wherever they come.
bool is_about_sign_in(int code) {
  return code == 530 || code == 534 || code == 535 || code == 538;
}

finding at_tls(const delivery& how) {
  if (says(how, "certificate")) return finding::certificate_wrong;
  return says(how, "timeout") ? finding::timed_out : finding::tls_not_offered;
}

std::unique_ptr<transport> open_transport(const mail_settings& with, const destination& to,
                                          std::function<bool()> give_up) {
  if (to.what == destination::kind::maildir) return std::make_unique<maildir_transport>(to.path);
  return std::make_unique<smtp_transport>(with, std::move(give_up));
}

// As plain as can be, so that nothing but the sending is tested; light and dark.
std::string html_of(const test_mail& what) {
  const auto subject = escape_html(what.subject);
  return "<!doctype html>\n<html lang=\"" + escape_html(what.language) +
         "\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         subject + "</title>\n</head>\n<body>\n<main>\n<h1>" + subject + "</h1>\n<p>" +
         escape_html(what.text) + "</p>\n</main>\n</body>\n</html>\n";
}

// The envelope's sender is that of every other mail: a server may refuse it alone.
outgoing small_mail(const mail_settings& settings, const mailbox& from, const test_mail& what,
                    instant now) {
  message of;
  of.message_id = new_message_key(now) + from.address.substr(from.address.rfind('@'));
  of.recipient = what.to;
  of.language = what.language;
  const web::rendered_mail made{what.subject, what.text + "\n", html_of(what)};
  return {settings.back.sender_of(of.message_id).value_or(from.address), what.to,
          to_mime({of, {}, made, from, now})};
}

probe_result found(delivery how) {
  const auto what = find_in(how);
  return {std::move(how), what};
}

// What is wrong before anybody was asked.
probe_result unusable(finding what, std::string why) {
  return {{outcome::refused, phase::compose, 0, std::move(why), true}, what};
}

delivery hand_over_within(mail_settings with, const destination& to, const outgoing& mail) {
  with.connect_timeout = std::min(with.connect_timeout, longest_probe_connect);
  with.reply_timeout = std::min(with.reply_timeout, longest_probe_reply);
  const auto until = steady_clock::now() + (with.connect_timeout + with.reply_timeout) * 3 / 2;
  bool gave_up = false;
  auto how = open_transport(with, to, [&] {
               gave_up = steady_clock::now() >= until;
               return gave_up;
             })->hand_over(mail);
  // libcurl only says that it was told to stop.
  if (gave_up && how.what != outcome::sent) how.reply = "timeout of the whole test";
  return how;
}

}  // namespace

std::string_view to_text(finding what) {
  const auto* const at =
      std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == what; });
  return at == names.end() ? "other" : at->second;
}

finding find_in(const delivery& how) {
  if (how.what == outcome::sent) return finding::accepted;
  if (how.at == phase::file) return finding::folder_not_writable;
  if (how.at == phase::tls) return at_tls(how);
  if (is_about_sign_in(how.code)) return finding::sign_in_refused;
  if (how.code / 100 == 4) return finding::try_later;
  if (how.at == phase::auth && how.code / 100 == 5) return finding::sign_in_refused;
  if (says(how, "offers no auth")) return finding::no_sign_in_offered;
  if (how.what == outcome::refused) return refused_at(how.at);
  return how.code / 100 == 5 ? finding::other : without_reply(how);
}

probe_result send_test(const mail_settings& settings, const test_mail& what, instant now) {
  const auto from = read_mailbox(settings.from);
  if (!from) return unusable(finding::sender_refused, "mail.from is not an address");
  const auto where = read_transport(settings.transport);
  if (!where) return unusable(finding::other, "mail.transport is not a transport");
  try {
    if (auto refusal = why_not_sendable({from->address, what.to, {}}))
      return found(std::move(*refusal));
    const auto mail = small_mail(settings, *from, what, now);
    return found(hand_over_within(settings, *where, mail));
  } catch (const unsendable& e) {
    return unusable(finding::message_refused, as_evidence(e.what()));
  } catch (const std::exception& e) {
    return unusable(finding::other, as_evidence(e.what()));
  }
}

}  // namespace zusage::mailer
