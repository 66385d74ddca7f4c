// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/imap.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "mailer/imap_connection.hpp"
#include "mailer/imap_place.hpp"
#include "mailer/imap_reply.hpp"

namespace zusage::mailer {
namespace {

constexpr std::size_t usual_reply = 64 * 1024;                   // bytes of one reply
constexpr std::size_t longest_search = 4 * 1024 * 1024;          // some 500,000 UIDs
constexpr std::size_t most_of_a_message = 1024UL * 1024 * 1024;  // <0.N> takes 32 bits

// RFC 3501 9, quoted; the name has only printable ASCII.
std::string in_quotes(const std::string& name) {
  std::string result = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

void ignore(imap_reply&) {}

}  // namespace

struct imap_mailbox::parts {
  using clock = imap_connection::clock;
  using sink = std::function<void(imap_reply&)>;

  imap_settings settings;
  std::function<bool()> give_up;
  std::string name;
  std::unique_ptr<imap_connection> connection;  ///< with the mailbox selected
  std::uint32_t validity = 0, validity_of_numbers = 0;
  unsigned last_tag = 0;

  std::string command(const std::string& text, std::size_t room, const sink& each);
  imap_reply untagged(std::string line, std::size_t room);
  std::string verdict(std::string_view status) const;
  void connect(clock::time_point until);
  void select();
  void require_same_numbers() const;
  template <class F>
  auto converse(F action);
};

// The text of an OK.
std::string imap_mailbox::parts::verdict(std::string_view status) const {
  if (begins_with_word(status, "OK")) return std::string(status);
  throw imap_refused("the mail server refuses: " + imap_evidence(status, settings.password));
}

// One reply from its first line on. `room`: bytes that it may have in all.
imap_reply imap_mailbox::parts::untagged(std::string line, std::size_t room) {
  imap_reply reply;
  const auto use_up = [&](std::size_t size) {
    if (size > room) throw imap_fault("the mail server sends more than was asked for");
    room -= size;
  };
  use_up(line.size());
  reply.text = std::move(line);
  if (!reply.text.starts_with("* ") || is_status(reply.text)) return reply;
  for (auto size = literal_size(reply.text); size;) {
    use_up(*size);
    reply.literals.push_back(connection->bytes(*size));
    const auto more = connection->line(room);
    use_up(more.size());
    reply.text += more;
    size = literal_size(more);
  }
  return reply;
}

std::string imap_mailbox::parts::command(const std::string& text, std::size_t room,
                                         const sink& each) {
  const auto tag = "Z" + std::to_string(++last_tag) + " ";
  connection->send(tag + text + "\r\n");
  while (true) {
    auto line = connection->line(room);
    if (line.starts_with(tag)) return verdict(std::string_view(line).substr(tag.size()));
    auto reply = untagged(std::move(line), room);
    if (begins_with_word(reply.text, "* BYE")) {
      throw imap_lost("the mail server ends the conversation: " +
                      imap_evidence(reply.text, settings.password));
    }
    each(reply);
  }
}

void imap_mailbox::parts::select() {
  validity = 0;
  const auto said = command("SELECT " + in_quotes(name), usual_reply, [&](imap_reply& reply) {
    if (const auto told = read_validity(reply)) validity = *told;
  });
  // What was read could not be marked and would be read again and again.
  if (begins_with_word(said, "OK [READ-ONLY]")) {
    throw imap_fault("the mailbox " + name + " can only be read, not marked as read");
  }
}

void imap_mailbox::parts::connect(clock::time_point until) {
  if (connection) return connection->set_limit(until);
  connection = std::make_unique<imap_connection>(settings, give_up, until);
  try {
    select();
  } catch (const imap_refused& fault) {
    throw imap_fault("the mailbox " + name + " cannot be opened: " + fault.what());
  }
}

// RFC 3501 2.3.1.1: with another UIDVALIDITY the numbers stand for other messages.
void imap_mailbox::parts::require_same_numbers() const {
  if (validity_of_numbers != 0 && validity != validity_of_numbers) {
    throw imap_fault("the mailbox " + name + " was made anew, its numbers do not hold any more");
  }
}

// Servers close a connection that was idle for long; nothing of what is asked here does harm twice.
template <class F>
auto imap_mailbox::parts::converse(F action) {
  const auto until = clock::now() + settings.call_limit;
  for (bool once_more = connection != nullptr;; once_more = false) {
    try {
      connect(until);
      return action();
    } catch (const imap_refused&) {
      throw;
    } catch (const imap_lost&) {
      connection.reset();
      if (!once_more) throw;
    } catch (...) {
      connection.reset();
      throw;
    }
  }
}

imap_mailbox::imap_mailbox(imap_settings settings, std::function<bool()> give_up)
    : parts_(std::make_unique<parts>()) {
  const auto faults = check_settings(settings);
  if (!faults.empty()) throw imap_fault(faults.front());
  parts_->name = read_imap_url(settings.url)->mailbox;
  parts_->settings = std::move(settings);
  parts_->give_up = std::move(give_up);
}

imap_mailbox::~imap_mailbox() = default;

std::vector<std::uint32_t> imap_mailbox::unseen(std::size_t most, std::uint32_t after) {
  return parts_->converse([&] {
    std::vector<std::uint32_t> found;
    parts_->command("UID SEARCH UNSEEN", longest_search, [&](imap_reply& reply) {
      auto more = read_search(reply);
      std::erase_if(more, [&](std::uint32_t uid) { return uid <= after; });
      if (more.empty()) return;
      found.insert(found.end(), more.begin(), more.end());
      std::sort(found.begin(), found.end());
      found.erase(std::unique(found.begin(), found.end()), found.end());
      found.resize(std::min(found.size(), most));
    });
    parts_->validity_of_numbers = parts_->validity;
    return found;
  });
}

std::optional<std::string> imap_mailbox::fetch(std::uint32_t uid, std::size_t most_bytes) {
  most_bytes = std::min(most_bytes, most_of_a_message);
  if (most_bytes == 0) return "";  // RFC 3501 9: <0.0> cannot be asked for
  const auto what =
      "UID FETCH " + std::to_string(uid) + " BODY.PEEK[]<0." + std::to_string(most_bytes) + ">";
  return parts_->converse([&] {
    parts_->require_same_numbers();
    std::optional<std::string> body;
    parts_->command(what, most_bytes + usual_reply, [&](imap_reply& reply) {
      auto told = read_fetch(reply);
      if (!told || !told->body) return;  // flags that have changed
      if (told->uid == 0) throw imap_fault("the mail server does not say which message it sends");
      if (told->uid == uid) body = std::move(told->body);
    });
    if (body) body->resize(std::min(body->size(), most_bytes));
    return body;
  });
}

void imap_mailbox::mark_seen(std::uint32_t uid) {
  parts_->converse([&] {
    parts_->require_same_numbers();
    parts_->command("UID STORE " + std::to_string(uid) + " +FLAGS.SILENT (\\Seen)", usual_reply,
                    ignore);
  });
}

}  // namespace zusage::mailer
