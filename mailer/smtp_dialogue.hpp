// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "mailer/delivery.hpp"

/// Follows one conversation with a mail server by its commands and replies, and says what its end
/// means. It decides by reply code and phase, since libcurl's result does not tell a refused
/// recipient from a lost connection, or a refused message from one that may have arrived.
namespace zusage::mailer {

class smtp_dialogue {
 public:
  struct rules {
    bool needs_auth = false;  ///< nothing is sent to a server that we did not sign in to
    bool starts_tls = false;  ///< the connection begins in plain text and must change to TLS
  };

  explicit smtp_dialogue(rules with) : rules_(with) {}

  /// A message begins, on a new or a kept connection.
  void begin();

  /// A new connection: nothing is known of the other side.
  void connected();

  /// A command that was sent (a line; other lines, as those of AUTH, are ignored).
  void command(std::string_view line);

  /// A line of a reply. False: end the conversation (`phase::auth`).
  bool reply(std::string_view line);

  /// All of the message was given to the connection: what follows is the final dot.
  void body_ended();

  bool may_send_body() const { return !rules_.needs_auth || authenticated_; }

  /// The whole has ended. `ok`: libcurl found nothing wrong; `what_went_wrong` is its text;
  /// `tls_fault`: it was about TLS.
  delivery judge(bool ok, bool tls_fault, std::string_view what_went_wrong) const;

  /// Whether a kept connection turned out to be closed by the server (idle for too long), before
  /// the server saw anything of this message.
  bool found_stale_connection() const;

 private:
  bool final_line_of_ehlo();

  rules rules_;
  phase phase_ = phase::connect;
  bool authenticated_ = false, encrypted_ = false, auth_offered_ = false, in_ehlo_ = false;
  bool fresh_ = false, mail_accepted_ = false, body_ended_ = false, without_auth_ = false,
       ended_ = false;
  int code_ = 0;           ///< of the last complete reply in this phase
  std::string last_line_;  ///< of that reply
};

}  // namespace zusage::mailer
