// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

/// What became of handing one message over, and the evidence for it.
namespace zusage::mailer {

enum class outcome {
  sent,       ///< the other side said that it has the message
  deferred,   ///< it certainly has not; try again later
  refused,    ///< it never will
  uncertain,  ///< everything was sent, no answer came: it may have it or not
  withheld,   ///< `outgoing::start` refused: nothing of its content left
};

/// How far a message came; `delivery_attempt.phase`, where `report` stands besides: of what came
/// back later (events/take_returned.hpp), which is no attempt.
enum class phase { compose, connect, tls, auth, mail, rcpt, data, end, quit, file };

std::string_view to_text(outcome what);
std::string_view to_text(phase at);

struct delivery {
  outcome what = outcome::deferred;
  phase at = phase::connect;
  int code = 0;       ///< of the SMTP reply; 0 for none
  std::string reply;  ///< the server's last line, or what went wrong
  /// It is not about this message: the next one would fail in the same way.
  bool transport_failed = false;
};

/// Asks at the last moment whether a message may leave and, if so, calls `begin`, which lets its
/// first byte go, before what permits it can be taken back. False: not called. May throw.
using start_check = std::function<bool(const std::function<void()>& begin)>;

struct outgoing {
  std::string sender, recipient;  ///< of the envelope
  std::string bytes;              ///< RFC 5322, strict CRLF
  start_check start = {};         ///< empty: always permitted
};

/// `begin` by the message's own check, or at once where it has none. False: it may not leave.
bool begin_if_permitted(const outgoing& what, const std::function<void()>& begin);

/// Where messages go. One object per thread.
class transport {
 public:
  virtual ~transport() = default;

  /// Never throws for what the other side does.
  virtual delivery hand_over(const outgoing& what) = 0;
};

/// Text of a server fit for the database and for whoever reads it there: UTF-8 on one line, without
/// control characters and what changes the direction of a text, without our marks (`without_marks`
/// in bounce_mark.hpp), at most 500 characters.
std::string as_evidence(std::string_view text);

/// Whether it begins as a line of a server's reply does (RFC 5321 4.2), and is no words of our own
/// or of libcurl.
bool is_reply_line(std::string_view text);

}  // namespace zusage::mailer
