// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/bounce_status.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace zusage::mailer::reports {
namespace {

// RFC 5321 4.2.3, RFC 4954 6, RFC 7504; other numbers in a text are ports, sizes and hours.
constexpr std::array reply_codes = {421, 450, 451, 452, 454, 455, 500, 501, 502, 503, 504, 521,
                                    530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556};
constexpr std::array hard_codes = {521, 550, 551, 553, 556};

constexpr std::array<std::string_view, 9> soft_statuses = {
    "5.1.7", "5.1.8", "5.2.2", "5.2.3", "5.3.1", "5.3.4", "5.4.7", "5.6.", "5.7."};

constexpr std::array<std::string_view, 19> soft_words = {
    "mailbox full", "mailbox is full", "quota",  "spam",     "blocked",  "blacklist", "blocklist",
    "block list",   "denylist",        "policy", "dmarc",    "spf",      "dkim",      "reputation",
    "greylist",     "rate limit",      "virus",  "too many", "try again"};

constexpr std::array<std::string_view, 17> unknown_words = {
    "user unknown",        "unknown user",      "no such user",      "no such recipient",
    "unknown recipient",   "recipient unknown", "invalid recipient", "recipient not found",
    "mailbox not found",   "mailbox unknown",   "does not exist",    "doesn't exist",
    "unrouteable address", "not listed in",     "no mailbox here",   "existiert nicht",
    "empfänger unbekannt"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <typename Words>
bool has_any(std::string_view text, const Words& words) {
  const auto lower = lower_ascii(text);
  return std::any_of(words.begin(), words.end(),
                     [&](auto w) { return lower.find(w) != std::string::npos; });
}

template <typename Codes>
bool is_one_of(int code, const Codes& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

std::size_t digits_at(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && is_digit(text[n])) ++n;
  return n;
}

int leading_code(std::string_view text) {
  if (digits_at(text) != 3) return 0;
  if (text.size() > 3 && std::string_view(" -#\r\n\t").find(text[3]) == std::string_view::npos) {
    return 0;
  }
  const int code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  return is_one_of(code, reply_codes) ? code : 0;
}

std::string status_after_code(std::string_view text) {
  text.remove_prefix(3);
  const auto at = text.find_first_not_of(" -#");
  return at > 3 ? "" : leading_status(text.substr(at));  // nothing found is farther
}

bool begins_number(std::string_view text, std::size_t at) {
  if (!is_digit(text[at])) return false;
  if (at == 0) return true;
  const char before = text[at - 1];
  return !is_digit(before) && before != '.' && before != '-' && before != '_' && before != '@' &&
         lower_ascii(std::string_view(&before, 1)) != "v" &&
         !((before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z'));
}

bool may_stand_alone(std::string_view text, std::size_t at) {
  if (at == 0 || text[at - 1] == '#') return true;
  return at >= 2 && text.substr(at - 2, 2) == ": ";
}

}  // namespace

std::string leading_status(std::string_view text) {
  if (text.empty() || (text[0] != '2' && text[0] != '4' && text[0] != '5')) return "";
  std::size_t at = 1;
  for (int part = 0; part < 2; ++part) {
    if (at >= text.size() || text[at] != '.') return "";
    const auto n = digits_at(text.substr(at + 1));
    if (n < 1 || n > 3) return "";
    at += 1 + n;
  }
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) return "";
  return std::string(text.substr(0, at));
}

verdict verdict_in(std::string_view text) {
  verdict found;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!begins_number(text, at)) continue;
    const auto rest = text.substr(at);
    if (const int code = leading_code(rest)) {
      const auto status = status_after_code(rest);
      if (!status.empty() && status[0] == rest[0]) return {status, code};
      if (!found.code) found.code = code;
    } else if (found.status.empty() && may_stand_alone(text, at)) {
      found.status = leading_status(rest);
    }
  }
  return found;
}

bool says_unknown(std::string_view words) {
  return has_any(words, unknown_words);
}

returned meaning(const verdict& of, std::string_view words) {
  if (of.empty()) return returned::nothing;
  const char of_class = of.status.empty() ? char('0' + of.code / 100) : of.status[0];
  if (of_class != '5') return returned::soft;
  if (!of.status.empty() && of.status != "5.0.0") {
    const bool soft = std::any_of(soft_statuses.begin(), soft_statuses.end(), [&](auto s) {
      return s.back() == '.' ? of.status.starts_with(s) : of.status == s;
    });
    return soft ? returned::soft : returned::hard;
  }
  if (has_any(words, soft_words)) return returned::soft;
  if (of.code == 0 || is_one_of(of.code, hard_codes)) return returned::hard;
  return says_unknown(words) ? returned::hard : returned::soft;
}

}  // namespace zusage::mailer::reports
