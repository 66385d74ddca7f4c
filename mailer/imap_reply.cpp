// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/imap_reply.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "mailer/imap.hpp"

namespace zusage::mailer {
namespace {

[[noreturn]] void not_understood() {
  throw imap_fault("the mail server sent a reply that cannot be read");
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return upper(x) == upper(y); });
}

std::string_view without_star(std::string_view text) {
  return text.starts_with("* ") ? text.substr(2) : std::string_view{};
}

template <class T>
std::optional<T> whole_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

std::string_view take_until(std::string_view& rest, std::string_view any_of) {
  const auto length = std::min(rest.find_first_of(any_of), rest.size());
  const auto taken = rest.substr(0, length);
  rest.remove_prefix(length);
  return taken;
}

void skip_spaces(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
}

// Reads the items of a FETCH one after the other: name, value, name, value (RFC 3501 9, msg-att).
class items {
 public:
  explicit items(imap_reply& of, std::string_view inside) : rest_(inside), reply_(of) {}

  bool at_end() {
    skip_spaces(rest_);
    if (rest_.empty()) not_understood();
    return rest_.front() == ')';
  }

  // What is in brackets belongs to it, spaces and parentheses too.
  std::string_view name() {
    auto after = rest_;
    take_until(after, " [)");
    if (after.starts_with('[')) {
      take_until(after, "]");
      take_until(after, " )");
    }
    const auto taken = rest_.substr(0, rest_.size() - after.size());
    rest_ = after;
    skip_spaces(rest_);
    if (taken.empty()) not_understood();
    return taken;
  }

  // A list is passed over and reads as "", NIL as nothing.
  std::optional<std::string> value() {
    if (rest_.starts_with('(')) {
      skip_list();
      return "";
    }
    if (rest_.starts_with('"')) return quoted();
    if (rest_.starts_with('{')) return literal();
    std::string atom(take_until(rest_, " ()"));
    if (atom.empty()) not_understood();
    if (same(atom, "NIL")) return {};
    return atom;
  }

 private:
  // Not by recursion: how deep it goes is the server's doing.
  void skip_list() {
    std::size_t depth = 0;
    do {
      skip_spaces(rest_);
      if (rest_.empty()) not_understood();
      if (rest_.front() == '(') {
        ++depth;
        rest_.remove_prefix(1);
      } else if (rest_.front() == ')') {
        --depth;
        rest_.remove_prefix(1);
      } else {
        value();
      }
    } while (depth > 0);
  }

  std::string quoted() {
    std::string result;
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
      if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
      result += rest_[at];
    }
    if (at >= rest_.size()) not_understood();
    rest_.remove_prefix(at + 1);
    return result;
  }

  std::string literal() {
    take_until(rest_, "}");
    if (rest_.empty() || next_literal_ >= reply_.literals.size()) not_understood();
    rest_.remove_prefix(1);
    return std::move(reply_.literals[next_literal_++]);
  }

  std::string_view rest_;
  imap_reply& reply_;
  std::size_t next_literal_ = 0;
};

}  // namespace

std::string imap_evidence(std::string_view said, const std::string& password) {
  constexpr std::size_t longest = 200;
  std::string result(said);
  for (std::size_t at = 0;
       !password.empty() && (at = result.find(password, at)) != std::string::npos;) {
    result.replace(at, password.size(), "***");
    at += 3;
  }
  result.resize(std::min(result.size(), longest));
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c < 32 || c >= 127; }, '?');
  return result;
}

bool begins_with_word(std::string_view text, std::string_view word) {
  return same(text.substr(0, word.size()), word) &&
         (text.size() == word.size() || text[word.size()] == ' ');
}

bool is_status(std::string_view untagged) {
  const auto text = without_star(untagged);
  constexpr std::array<std::string_view, 5> words{"OK", "NO", "BAD", "BYE", "PREAUTH"};
  return std::any_of(words.begin(), words.end(),
                     [&](auto word) { return begins_with_word(text, word); });
}

std::optional<std::size_t> literal_size(std::string_view line) {
  const auto open = line.rfind('{');
  if (open == std::string_view::npos || line.back() != '}') return {};
  return whole_number<std::size_t>(line.substr(open + 1, line.size() - open - 2));
}

std::vector<std::uint32_t> read_search(const imap_reply& reply) {
  constexpr std::string_view word = "SEARCH";
  auto rest = without_star(reply.text);
  std::vector<std::uint32_t> result;
  if (!begins_with_word(rest, word)) return result;
  rest.remove_prefix(word.size());
  for (skip_spaces(rest); !rest.empty() && rest.front() != '('; skip_spaces(rest)) {
    const auto uid = whole_number<std::uint32_t>(take_until(rest, " "));
    if (!uid || *uid == 0) not_understood();
    result.push_back(*uid);
  }
  return result;
}

std::optional<std::uint32_t> read_validity(const imap_reply& reply) {
  constexpr std::string_view start = "OK [UIDVALIDITY ";
  auto rest = without_star(reply.text);
  if (!same(rest.substr(0, start.size()), start)) return {};
  rest.remove_prefix(start.size());
  return whole_number<std::uint32_t>(take_until(rest, "]"));
}

std::optional<fetched> read_fetch(imap_reply& reply) {
  auto rest = without_star(reply.text);
  const auto number = take_until(rest, " ");
  skip_spaces(rest);
  if (!whole_number<std::uint32_t>(number) || !begins_with_word(rest, "FETCH")) return {};
  take_until(rest, "(");
  if (rest.empty()) not_understood();
  fetched result;
  for (items each(reply, rest.substr(1)); !each.at_end();) {
    const auto name = each.name();
    auto value = each.value();
    if (same(name, "UID")) {
      result.uid = whole_number<std::uint32_t>(value.value_or("")).value_or(0);
    } else if (same(name, "BODY[]") || same(name, "BODY[]<0>")) {
      result.body = std::move(value);
    }
  }
  return result;
}

}  // namespace zusage::mailer
