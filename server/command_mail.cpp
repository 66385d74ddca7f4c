// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include <iostream>
#include <stdexcept>

#include "base/crypto.hpp"
#include "base/email_address.hpp"
#include "mailer/probe.hpp"
#include "server/commands.hpp"
#include "web/locale.hpp"

namespace zusage::server {
namespace {

// The words of the organiser's page, on one line.
std::string in_words(const mailer::probe_result& found, const web::locale& in) {
  using mailer::finding;
  const bool is_file = found.what == finding::accepted && found.how.at == mailer::phase::file;
  const auto name = is_file ? "written" : std::string(to_text(found.what));
  auto line = in.text("mail_check.finding." + name);
  if (found.how.what == mailer::outcome::uncertain)
    line += " " + in.text("mail_check.may_have_arrived");
  return line + " (" + in.text("mail_check.phase." + std::string(to_text(found.how.at))) + ": " +
         found.how.reply + ")";
}

mailer::mail_settings settings_of(const configuration& config) {
  auto settings = config.mail;
  if (settings.bounce_address.empty()) return settings;
  const auto keys = secrets::from_existing_file(config.key_file);
  settings.back = mailer::bounce_marks(settings.bounce_address, keys.links);
  return settings;
}

}  // namespace

void test_mail(const configuration& config, const std::string& address) {
  const auto to = normalised_email(address);
  if (!to) throw std::runtime_error("'" + address + "' is no mail address");
  const auto& english = web::find_locale("en");
  const mailer::test_mail what{*to, "en", english.text("mail_check.subject"),
                               english.text("mail_check.text", {{"address", config.base_url}})};
  const auto found = mailer::send_test(settings_of(config), what, now());
  if (found.what != mailer::finding::accepted) throw std::runtime_error(in_words(found, english));
  std::cout << in_words(found, english) << std::endl;
}

}  // namespace zusage::server
