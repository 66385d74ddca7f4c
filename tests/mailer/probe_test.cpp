// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/probe.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/mailer/fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/database.hpp"

using namespace zusage;
using namespace zusage::mailer;
using namespace zusage::tests;
using namespace std::chrono_literals;

namespace {

probe_result tested(mail_settings settings) {
  settings.connect_timeout = settings.reply_timeout = 1s;
  return send_test(settings, {"anna@example.com", "de", "Prüfung", "Das <ist> eine Prüfung."},
                   mail_start);
}

probe_result tested_against(smtp_server::script says) {
  const smtp_server server(std::move(says));
  return tested(plain_settings(server.url()));
}

smtp_server::script offering(const std::string& extension, smtp_act to_auth) {
  return [=](const std::string& point, int) {
    if (point == "EHLO") return smtp_act{"250-x\r\n250 " + extension, false, {}};
    return point == "AUTH" ? to_auth : smtp_server::usual(point);
  };
}

probe_result signed_in_against(const std::string& extension, smtp_act to_auth) {
  const smtp_server server(offering(extension, std::move(to_auth)));
  auto settings = plain_settings(server.url());
  settings.username = "zusage";
  settings.password = "geheim-4711";
  return tested(settings);
}

mail_settings without_listener() {
  const auto url = smtp_server().url();
  return plain_settings(url);
}

// A server whose certificate is for `names`; it takes one connection.
class tls_server {
 public:
  explicit tls_server(const std::string& names) {
    make_certificates(folder_.path(""), names);
    const auto command = "exec openssl s_server -accept 127.0.0.1:0 -naccept 1 -www -key '" +
                         folder_.path("server.key") + "' -cert '" + folder_.path("server.pem") +
                         "' 2>&1 </dev/null";
    process_ = ::popen(command.c_str(), "r");
    char line[256];
    const std::string before = "ACCEPT 127.0.0.1:";
    while (process_ && std::fgets(line, sizeof line, process_)) {
      if (std::string(line).rfind(before, 0) != 0) continue;
      port_ = std::stoi(std::string(line).substr(before.size()));
      return;
    }
  }
  ~tls_server() {
    if (process_) ::pclose(process_);
  }
  tls_server(const tls_server&) = delete;
  tls_server& operator=(const tls_server&) = delete;

  std::string url() const { return "smtps://127.0.0.1:" + std::to_string(port_); }
  std::string authority() const { return folder_.path("ca.pem"); }

 private:
  temporary_folder folder_;
  std::FILE* process_ = nullptr;
  int port_ = 0;
};

}  // namespace

TEST_CASE("each finding has a name of its own", "[mailer]") {
  std::set<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(finding::other); ++i) {
    seen.insert(to_text(static_cast<finding>(i)));
  }
  CHECK(seen.size() == static_cast<std::size_t>(finding::other) + 1);
}

TEST_CASE("a test mail that the server takes is accepted, and is a whole mail", "[mailer]") {
  smtp_server server;
  const auto result = tested(plain_settings(server.url()));
  CHECK(result.what == finding::accepted);
  CHECK(result.how.reply == "250 2.0.0 queued as 4711");
  REQUIRE(server.mails().size() == 1);
  const auto mail = server.mails()[0];
  CHECK(mail.from == "MAIL FROM:<events@example.org>");
  CHECK(mail.recipient == "RCPT TO:<anna@example.com>");
  CHECK(mail.bytes.find("Das <ist> eine Pr") != std::string::npos);
  CHECK(mail.bytes.find("Das &lt;ist&gt; eine Pr") != std::string::npos);
  CHECK(mail.bytes.find("Message-ID: <") != std::string::npos);
  CHECK(mail.bytes.find("@example.org>") != std::string::npos);
}

TEST_CASE("a test mail for a Maildir lies in its folder", "[mailer]") {
  const temporary_folder folder;
  const auto result = tested(plain_settings("maildir:" + folder.path("mail")));
  CHECK(result.what == finding::accepted);
  CHECK(result.how.at == phase::file);
  CHECK(std::filesystem::exists(result.how.reply));
}

TEST_CASE("a Maildir that cannot be made is a folder that is not writable", "[mailer]") {
  const temporary_folder folder;
  std::ofstream(folder.path("file")) << "no folder";
  const auto result = tested(plain_settings("maildir:" + folder.path("file")));
  CHECK(result.what == finding::folder_not_writable);
  CHECK(result.how.reply.find(folder.path("file")) != std::string::npos);
}

TEST_CASE("a name without an address is told from a port without a server", "[mailer]") {
  // Too long a label for any name server: nobody is asked.
  const auto unknown = plain_settings("smtp://" + std::string(70, 'a') + ".example.org:25");
  CHECK(tested(unknown).what == finding::host_unknown);
  CHECK(tested(without_listener()).what == finding::connection_refused);
}

TEST_CASE("a server that does not answer in time has timed out, at each point", "[mailer]") {
  const auto at = GENERATE(std::make_pair("CONNECT", phase::connect),
                           std::make_pair("RCPT", phase::rcpt), std::make_pair("END", phase::end));
  const auto result = tested_against(but_at(at.first, {"250 too late", false, 20s}));
  CHECK(result.what == finding::timed_out);
  CHECK(result.how.at == at.second);
}

TEST_CASE("a TLS server that stays silent has timed out", "[mailer]") {
  const smtp_server server(but_at("CONNECT", {"", false, 20s}));
  CHECK(tested(plain_settings("smtps://127.0.0.1:" + std::to_string(server.port()))).what ==
        finding::timed_out);
}

TEST_CASE("a server that answers each command just in time ends the test at the limit of the whole",
          "[mailer]") {
  // Within a second for the connection with its greeting, and for each reply: 4 seconds in all,
  // where 3 are allowed.
  const auto result = tested_against([](const std::string& point, int) {
    auto act = smtp_server::usual(point);
    const bool connects = point == "CONNECT" || point == "EHLO";
    if (point != "IDLE" && point != "BODY") act.delay = connects ? 400ms : 800ms;
    return act;
  });
  CHECK(result.what == finding::timed_out);
  CHECK(result.how.at >= phase::data);
  CHECK(result.how.reply == "timeout of the whole test");
}

TEST_CASE("a test mail keeps its thread for less than a minute, whatever the settings allow",
          "[mailer]") {
  CHECK(longest_probe >= longest_probe_connect + longest_probe_reply);
  CHECK(longest_probe <= 60s);
}

TEST_CASE("TLS that is not offered, refused or not spoken is no matter of the certificate",
          "[mailer]") {
  const smtp_server without, refusing([](const std::string&point, int) {
    if (point == "EHLO") return smtp_act{"250-x\r\n250 STARTTLS", false, {}};
    if (point == "OTHER") return smtp_act{"454 4.7.0 no TLS now", false, {}};
    return smtp_server::usual(point);
  });
  for (const auto* server : {&without, &refusing}) {
    auto settings = plain_settings(server->url());
    settings.tls_required = true;
    CHECK(tested(settings).what == finding::tls_not_offered);
  }
  const auto plain = "smtps://127.0.0.1:" + std::to_string(without.port());
  CHECK(tested(plain_settings(plain)).what == finding::tls_not_offered);
}

TEST_CASE("a certificate that nobody trusts or that is for another name is wrong", "[mailer]") {
  const tls_server untrusted("IP:127.0.0.1"), elsewhere("DNS:elsewhere.example.org");
  const auto first = tested(plain_settings(untrusted.url()));
  INFO(first.how.reply);
  CHECK(first.what == finding::certificate_wrong);
  auto settings = plain_settings(elsewhere.url());
  settings.ca_file = elsewhere.authority();
  const auto second = tested(settings);
  INFO(second.how.reply);
  CHECK(second.what == finding::certificate_wrong);
  CHECK(first.how.reply != second.how.reply);
}

TEST_CASE("a sign-in that is refused is told from one that is not offered", "[mailer]") {
  CHECK(signed_in_against("AUTH PLAIN", {"535 5.7.8 wrong", false, {}}).what ==
        finding::sign_in_refused);
  CHECK(signed_in_against("AUTH LOGIN", {"504 5.7.4 unknown", false, {}}).what ==
        finding::sign_in_refused);
  CHECK(signed_in_against("AUTH PLAIN", {"454 4.7.0 later", false, {}}).what == finding::try_later);
  CHECK(signed_in_against("AUTH PLAIN", {"", true, {}}).what == finding::connection_lost);
  CHECK(signed_in_against("SIZE 1000", {}).what == finding::no_sign_in_offered);
  CHECK(signed_in_against("AUTH X-OWN", {}).what == finding::no_sign_in_offered);
}

TEST_CASE("a server that wants a sign-in where there is no user name is a refused sign-in",
          "[mailer]") {
  CHECK(tested_against(but_at("MAIL", {"530 5.7.0 sign in first", false, {}})).what ==
        finding::sign_in_refused);
}

TEST_CASE("what the server refuses for good is told by what it was about", "[mailer]") {
  const auto at = GENERATE(std::make_pair("MAIL", finding::sender_refused),
                           std::make_pair("RCPT", finding::recipient_refused),
                           std::make_pair("DATA", finding::message_refused),
                           std::make_pair("END", finding::message_refused));
  const auto result = tested_against(but_at(at.first, {"550 5.7.1 not wanted", false, {}}));
  CHECK(result.what == at.second);
  CHECK(result.how.reply == "550 5.7.1 not wanted");
}

TEST_CASE("4xx means later, wherever it comes", "[mailer]") {
  const auto* const point = GENERATE("CONNECT", "MAIL", "RCPT", "DATA", "END");
  CHECK(tested_against(but_at(point, {"421 4.3.2 busy", true, {}})).what == finding::try_later);
}

TEST_CASE("a server that turns everybody away with 5xx is none of the known findings", "[mailer]") {
  CHECK(tested_against(but_at("CONNECT", {"554 5.3.2 no service", true, {}})).what ==
        finding::other);
}

TEST_CASE("a connection that breaks off is lost, wherever it does", "[mailer]") {
  const auto* const point = GENERATE("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END");
  CHECK(tested_against(but_at(point, {"", true, {}})).what == finding::connection_lost);
}

TEST_CASE("an address or a subject that cannot be sent is refused before anybody is asked",
          "[mailer]") {
  const smtp_server server;
  const auto settings = plain_settings(server.url());
  CHECK(send_test(settings, {"nobody", "de", "x", "x"}, mail_start).what ==
        finding::recipient_refused);
  CHECK(send_test(settings, {"anna@example.com", "de", "x\r\nBcc: b@example.com", "x"}, mail_start)
            .what == finding::message_refused);
  auto broken = settings;
  broken.from = "nobody";
  CHECK(tested(broken).what == finding::sender_refused);
  broken = settings;
  broken.transport = "http://example.org";
  CHECK(tested(broken).what == finding::other);
  CHECK(server.connections() == 0);
}
