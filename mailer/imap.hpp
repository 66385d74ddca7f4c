// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/// Reading a mailbox by IMAP4rev1 (RFC 3501), through libcurl.
namespace zusage::mailer {

struct imap_settings {
  /// imaps://host[:port]/INBOX or imap://…; the path is the mailbox's name, percent-encoded and as
  /// the server lists it (RFC 3501 5.1.3: ASCII alone); none means INBOX.
  std::string url;
  std::string username, password;
  std::string ca_file;  ///< besides the system's certificates; for tests
  std::chrono::seconds connect_timeout{30}, reply_timeout{60};
  std::chrono::seconds call_limit{300};  ///< for all that one call does, connecting included
};

/// One line per fault, empty when they can be used: only imaps://, or imap:// whose host is this
/// machine (127.0.0.0/8, ::1, localhost); a username is needed; no control characters anywhere.
std::vector<std::string> check_settings(const imap_settings& settings);

/// What went wrong, in words for the log and fit for a person; never holds the password.
struct imap_fault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The server said NO or BAD to what was asked about a message; the connection is as good as
/// before, and other messages may well be read.
struct imap_refused : imap_fault {
  using imap_fault::imap_fault;
};

/// A mailbox, over one connection that is made when it is first needed and kept while the object
/// lives. A kept connection that the server has closed meanwhile is made anew once, without a word.
/// For one thread at a time. Every function throws imap_fault; whether mark_seen has set the flag
/// is then unknown.
class imap_mailbox {
 public:
  /// `give_up` is asked about once a second while waiting; true ends the call with a fault.
  explicit imap_mailbox(imap_settings settings, std::function<bool()> give_up = {});
  ~imap_mailbox();
  imap_mailbox(const imap_mailbox&) = delete;
  imap_mailbox& operator=(const imap_mailbox&) = delete;

  /// UIDs above `after` of messages without \Seen, ascending, at most `most`. They hold for the
  /// functions below until the mailbox is made anew (UIDVALIDITY changes), which those report as a
  /// fault.
  std::vector<std::uint32_t> unseen(std::size_t most, std::uint32_t after = 0);

  /// The first `most_bytes` of a message, which is not marked as seen. Nothing when the server says
  /// OK and sends none of it, or NIL (RFC 3501 9, nstring): mostly the message is gone, which the
  /// next `unseen` tells; else it is unread as before. @throws imap_refused
  std::optional<std::string> fetch(std::uint32_t uid, std::size_t most_bytes);

  /// Sets \Seen, for after what the message said is stored. A message that is gone is no fault.
  /// @throws imap_refused
  void mark_seen(std::uint32_t uid);

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace zusage::mailer
