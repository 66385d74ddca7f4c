// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "mailer/delivery.hpp"
#include "mailer/worker.hpp"

/// Whether mail leaves with these settings, and if not, why: one small mail, at once, by a
/// transport of its own. The outbox does not know of it.
namespace zusage::mailer {

/// What the operator has to know, one for each thing that is mended in another way.
enum class finding {
  accepted,            ///< the server has it, or it is a file in the Maildir
  host_unknown,        ///< no address for the name of the server
  connection_refused,  ///< nobody listens at that port, or no way leads there
  timed_out,           ///< no connection, or no reply, within the limits
  tls_not_offered,     ///< no encrypted connection came about, and the certificate is not why
  certificate_wrong,   ///< not trusted, over, or made for another name; or `ca_file` is unusable
  sign_in_refused,     ///< user name and password were not taken, or are missing (530)
  no_sign_in_offered,  ///< there is a user name, and no AUTH, or none that libcurl knows
  sender_refused,
  recipient_refused,
  message_refused,
  try_later,        ///< 4xx, wherever it came
  connection_lost,  ///< the other side fell silent for good in the middle
  folder_not_writable,
  other,
};

std::string_view to_text(finding what);

struct probe_result {
  delivery how;
  finding what = finding::other;
};

/// What the probe waits for at most, whatever the settings allow the mailer; shorter limits in the
/// settings count. The whole lasts at most one and a half times both.
inline constexpr std::chrono::seconds longest_probe_connect{10}, longest_probe_reply{20};
inline constexpr auto longest_probe = (longest_probe_connect + longest_probe_reply) * 3 / 2;

/// What a delivery means, from its phase, its code and what libcurl said.
finding find_in(const delivery& how);

struct test_mail {
  std::string to, language, subject, text;
};

/// Sends it from `mail.from` and waits for the outcome: never on a thread of the network. Never
/// throws for what the settings or the other side do.
probe_result send_test(const mail_settings& settings, const test_mail& what, instant now);

}  // namespace zusage::mailer
