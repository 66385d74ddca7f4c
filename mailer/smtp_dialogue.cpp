// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/smtp_dialogue.hpp"

#include <cctype>

namespace zusage::mailer {
namespace {

bool begins(std::string_view line, std::string_view with) {
  return line.substr(0, with.size()) == with;
}

// 0 for a line that is no reply line (RFC 5321 4.2).
int reply_code(std::string_view line) {
  if (line.size() < 3) return 0;
  int code = 0;
  for (const char c : line.substr(0, 3)) {
    if (c < '0' || c > '9') return 0;
    code = code * 10 + (c - '0');
  }
  return code;
}

std::string_view without_line_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

// Answers to a message, not to a connection. 530, 534, 535 and 538 (RFC 4954) say that our sign-in
// is not right, wherever they come: the operator can mend that, so no message ends by it.
bool ends_message(phase at, int code) {
  if (code < 500 || code > 599) return false;
  if (code == 530 || code == 534 || code == 535 || code == 538) return false;
  if (at == phase::rcpt) return code != 552;  // RFC 5321 4.5.3.1.10: too many recipients, as 452
  return at == phase::mail || at == phase::data || at == phase::end;
}

}  // namespace

void smtp_dialogue::begin() {
  phase_ = phase::connect;
  ended_ = fresh_ = in_ehlo_ = mail_accepted_ = body_ended_ = without_auth_ = false;
  code_ = 0;
  last_line_.clear();
}

void smtp_dialogue::connected() {
  authenticated_ = encrypted_ = auth_offered_ = in_ehlo_ = false;
  fresh_ = true;
}

void smtp_dialogue::command(std::string_view line) {
  line = without_line_end(line);
  const bool ehlo = begins(line, "EHLO ") || begins(line, "HELO ");
  if (line == "QUIT") ended_ = true;
  if (ehlo) {
    phase_ = phase::connect;
    in_ehlo_ = true;
    auth_offered_ = false;
  } else if (line == "STARTTLS") {
    phase_ = phase::tls;
  } else if (begins(line, "AUTH ")) {
    phase_ = phase::auth;
  } else if (begins(line, "MAIL FROM:")) {
    phase_ = phase::mail;
  } else if (begins(line, "RCPT TO:")) {
    phase_ = phase::rcpt;
  } else if (line == "DATA") {
    phase_ = phase::data;
  } else {
    return;
  }
  code_ = 0;
  last_line_.clear();
}

void smtp_dialogue::body_ended() {
  if (phase_ != phase::data) return;
  body_ended_ = true;
  phase_ = phase::end;
  code_ = 0;  // the 354 is stale: it says nothing about the message
  last_line_.clear();
}

bool smtp_dialogue::reply(std::string_view line) {
  line = without_line_end(line);
  const int code = reply_code(line);
  if (code == 0 || ended_) return true;  // the answer to QUIT says nothing about the message
  // As libcurl sees it: case matters, or it would not sign in while we think it did.
  if (in_ehlo_ && line.size() > 9 && line.substr(4, 5) == "AUTH ") auth_offered_ = true;
  if (line.size() > 3 && line[3] == '-') return true;
  code_ = code;
  last_line_ = line;
  if (in_ehlo_) return final_line_of_ehlo();
  if (phase_ == phase::tls && code / 100 == 2) encrypted_ = true;
  if (phase_ == phase::auth && code == 235) authenticated_ = true;
  if (phase_ == phase::mail) {
    mail_accepted_ = code / 100 == 2;
    without_auth_ = mail_accepted_ && !may_send_body();
    return !without_auth_;
  }
  return true;
}

bool smtp_dialogue::final_line_of_ehlo() {
  in_ehlo_ = false;
  const bool changes_to_tls = rules_.starts_tls && !encrypted_;
  without_auth_ = rules_.needs_auth && !auth_offered_ && !changes_to_tls && code_ / 100 == 2;
  return !without_auth_;
}

bool smtp_dialogue::found_stale_connection() const {
  return !fresh_ && !mail_accepted_ && (code_ == 0 || code_ == 421) && phase_ <= phase::mail;
}

delivery smtp_dialogue::judge(bool ok, bool tls_fault, std::string_view what_went_wrong) const {
  delivery found;
  found.at = phase_;
  found.code = code_;
  found.reply = last_line_.empty() ? std::string(what_went_wrong) : last_line_;
  if (phase_ == phase::end) {
    const int kind = code_ / 100;
    found.what = kind == 2   ? outcome::sent
                 : kind == 4 ? outcome::deferred
                 : kind == 5 ? outcome::refused
                             : outcome::uncertain;
    if (ends_message(phase_, code_) || kind != 5) return found;
  }
  found.what = ends_message(phase_, code_) ? outcome::refused : outcome::deferred;
  if (without_auth_) {
    found.at = phase::auth;
    found.reply = "the server offers no AUTH, so nothing was sent: " + last_line_;
  } else if (tls_fault && phase_ <= phase::tls) {
    found.at = phase::tls;
    found.reply = what_went_wrong;
  } else if (!ok && code_ / 100 <= 3 && !what_went_wrong.empty()) {
    found.reply = what_went_wrong;  // a friendly last line would not say why it ended
  }
  found.transport_failed = found.at <= phase::auth;
  return found;
}

}  // namespace zusage::mailer
