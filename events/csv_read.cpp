// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/csv_read.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"

namespace zusage::events {
namespace {

void append_utf8(std::string& to, char32_t c) {
  const auto byte = [&](char32_t value) { to += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xc0 | (c >> 6));
    byte(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    byte(0xe0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3f));
    byte(0x80 | (c & 0x3f));
  } else {
    byte(0xf0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3f));
    byte(0x80 | ((c >> 6) & 0x3f));
    byte(0x80 | (c & 0x3f));
  }
}

// Nothing for an odd number of bytes or a surrogate without its other half.
std::optional<std::string> from_utf16(std::string_view bytes, bool big_endian) {
  if (bytes.size() % 2 != 0) return {};
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    auto c = unit(i);
    if (c >= 0xdc00 && c < 0xe000) return {};
    if (c >= 0xd800 && c < 0xdc00) {
      if (i + 4 > bytes.size()) return {};
      const auto low = unit(i + 2);
      if (low < 0xdc00 || low >= 0xe000) return {};
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
      i += 2;
    }
    append_utf8(text, c);
  }
  return text;
}

std::optional<std::string> decoded(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xfe\xff")) return from_utf16(bytes.substr(2), true);
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  if (!is_utf8(bytes)) return {};
  return std::string(bytes);
}

char separator_of(std::string_view text) {
  constexpr std::string_view known = ",;\t";
  constexpr std::size_t looked_at = 20'000;
  std::array<std::size_t, known.size()> counts{};
  bool quoted = false;
  for (const char c : text.substr(0, looked_at)) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (const auto at = known.find(c); at != std::string_view::npos) ++counts[at];
  }
  const auto best = std::max_element(counts.begin(), counts.end());
  return known[static_cast<std::size_t>(best - counts.begin())];
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f;
}

// RFC 4180 2, one character after the other.
class parser {
 public:
  explicit parser(std::string_view text) : text_(text) { table_.separator = separator_of(text); }

  checked<csv_table> run() {
    begin_line();
    while (at_ < text_.size() && !wrong_) step();
    if (!wrong_ && state_ == state::quoted) fail("file_quote");
    if (!wrong_) end_line();
    if (!wrong_ && table_.lines.empty()) fail("file_empty");
    if (wrong_) return faults{std::move(*wrong_)};
    return std::move(table_);
  }

 private:
  enum class state { start, plain, quoted, after_quote };

  void fail(const char* code, nlohmann::json arguments = nlohmann::json::object()) {
    arguments["line"] = current_.number;
    wrong_ = fault{"file", code, std::move(arguments)};
  }

  void step() {
    const char c = text_[at_++];
    if (is_control(c)) return fail("file_control");
    if (c == '\n' || (c == '\r' && !next_is('\n'))) ++line_;
    if (state_ == state::quoted) return in_quotes(c);
    if (c == table_.separator) return end_cell();
    if (c == '\r' || c == '\n') {
      if (c == '\r' && next_is('\n')) return;  // the LF ends the line
      end_line();
      return begin_line();
    }
    if (c == '"' && state_ == state::start) {
      state_ = state::quoted;
      return;
    }
    if (state_ == state::after_quote) return fail("file_quote");
    state_ = state::plain;
    append(c);
  }

  void in_quotes(char c) {
    if (c != '"') return append(c);
    if (next_is('"')) {
      ++at_;
      return append('"');
    }
    state_ = state::after_quote;
  }

  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  void append(char c) {
    if (cell_.size() >= csv_limits::cell)
      return fail("file_cell_too_long", {{"most", csv_limits::cell}});
    cell_ += c;
  }

  void end_cell() {
    if (current_.cells.size() >= csv_limits::columns)
      return fail("file_too_wide", {{"most", csv_limits::columns}});
    if (++cells_ > csv_limits::cells)
      return fail("file_too_many_cells", {{"most", csv_limits::cells}});
    current_.cells.push_back(std::move(cell_));
    cell_.clear();
    state_ = state::start;
  }

  void begin_line() {
    current_ = {line_, {}};
    state_ = state::start;
  }

  void end_line() {
    end_cell();
    const bool empty =
        std::all_of(current_.cells.begin(), current_.cells.end(), [](const std::string& cell) {
          return cell.find_first_not_of(" \t\r\n") == std::string::npos;
        });
    if (empty || wrong_) return;
    if (table_.lines.size() >= csv_limits::rows)
      return fail("file_too_many_rows", {{"most", csv_limits::rows}});
    current_.cells.shrink_to_fit();
    table_.lines.push_back(std::move(current_));
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1, cells_ = 0;
  state state_ = state::start;
  std::string cell_;
  csv_line current_;
  csv_table table_;
  std::optional<fault> wrong_;
};

}  // namespace

checked<csv_table> read_csv(std::string_view bytes, std::size_t most_bytes) {
  const auto refused = [](const char* code, nlohmann::json arguments = nlohmann::json::object()) {
    return faults{{"file", code, std::move(arguments)}};
  };
  if (bytes.empty()) return refused("file_empty");
  if (bytes.size() > most_bytes)
    return refused("file_too_large", {{"most", most_bytes / (1024 * 1024)}});
  const auto text = decoded(bytes);
  if (!text) return refused("file_encoding");
  return parser(*text).run();
}

}  // namespace zusage::events
