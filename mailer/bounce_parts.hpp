// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Takes a mail of unknown origin apart, with bounded work. Not by GMime's parser: that follows
/// nested groups in To, Cc or From (RFC 5322 3.4) until the stack is full.
namespace zusage::mailer::reports {

constexpr std::size_t most_bytes = 256 * 1024;
constexpr std::size_t most_depth = 8, most_parts = 100;
constexpr std::size_t most_fields = 500, most_value = 8 * 1024;

std::string_view trimmed(std::string_view text);

/// Takes the first line off `rest`, without its CR LF or LF.
std::string_view next_line(std::string_view& rest);

/// Header fields, or those of one block of a report: names in lower case, values unfolded and
/// trimmed, control characters as spaces.
class fields {
 public:
  /// Takes them off `rest`, with the empty line behind them; lines that are no field are left out.
  static fields take(std::string_view& rest);

  bool empty() const { return rows_.empty(); }
  bool has(std::string_view name) const;
  /// The first of that name; "" if there is none.
  std::string_view get(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> rows_;
};

/// Of a Content-Type; a part without one, or with nonsense in it, is text/plain (RFC 2045 5.2).
struct media_type {
  std::string name;  ///< `multipart/report`
  std::string boundary, report_type, charset;
};
media_type read_type(std::string_view value);

struct letter {
  fields head;
  media_type type;
  std::string text;      ///< what is meant for people: text/plain parts outside of the original
  std::string status;    ///< message/delivery-status (RFC 3464, RFC 6533)
  std::string feedback;  ///< message/feedback-report (RFC 5965)
  fields original;       ///< header of the mail that came back, if it is a part of its own
};
letter take_apart(std::string_view bytes);

/// Everything in it that is an address, normalised, each once.
std::vector<std::string> addresses_in(std::string_view text, std::size_t most);

/// The first id in angle brackets, or the only word, without them; "" if there is none.
std::string message_id_in(std::string_view value);

/// Encoded words (RFC 2047) decoded, in lower case.
std::string decoded_lower(std::string_view value);

}  // namespace zusage::mailer::reports
