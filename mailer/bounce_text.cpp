// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/bounce_text.hpp"

#include <algorithm>
#include <array>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "mailer/bounce_status.hpp"
#include "mailer/delivery.hpp"

namespace zusage::mailer::reports {
namespace {

constexpr std::size_t most_lines = 2000;  // that are looked at for what a server said
constexpr std::size_t most_words = 2000;  // octets of it about one recipient

// A line that has one of them begins the copy of what came back.
constexpr std::array<std::string_view, 10> copy_marks = {
    "below this line is a copy of", "this is a copy of",
    "message header follows",       "original message follows",
    "unsent message follows",       "undelivered message follows",
    "-original message-",           "- original message -",
    "original message headers",     "header of the original message"};

constexpr std::array<std::string_view, 12> bounce_subjects = {"undeliver",
                                                              "unzustellbar",
                                                              "delivery status notification",
                                                              "mail delivery failed",
                                                              "failure notice",
                                                              "returned mail",
                                                              "delivery failure",
                                                              "mail delivery failure",
                                                              "nicht zustellbar",
                                                              "warning: ",
                                                              "nondeliverable",
                                                              "mail system error"};

constexpr std::array<std::string_view, 5> known_texts = {
    "this is the qmail-send program", "created automatically by mail delivery software",
    "could not be delivered to", "konnte nicht zugestellt werden", "permanent fatal errors"};

constexpr std::array<std::string_view, 6> delay_texts = {
    "not yet been delivered",         "will continue to be attempted", "no action is required",
    "this is a warning message only", "noch nicht zugestellt",         "delivery is delayed"};

template <typename Words>
bool has_any(std::string_view text, const Words& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](auto w) { return text.find(w) != std::string_view::npos; });
}

template <typename Words>
bool begins_with_any(std::string_view text, const Words& words) {
  return std::any_of(words.begin(), words.end(), [&](auto w) { return text.starts_with(w); });
}

bool begins_copy(std::string_view line) {
  return has_any(lower_ascii(line), copy_marks);
}

// What the server says in its own words: without the copy of the original, and without quotes.
std::vector<std::string_view> own_lines(std::string_view text) {
  std::vector<std::string_view> result;
  while (!text.empty() && result.size() < most_lines) {
    const auto line = next_line(text);
    if (begins_copy(line)) break;
    if (!trimmed(line).starts_with('>')) result.push_back(line);
  }
  return result;
}

void add_words(std::string& words, std::string_view line) {
  line = trimmed(line);
  if (line.empty() || words.size() + line.size() > most_words) return;
  if (!words.empty()) words += ' ';
  words += line;
}

struct section {
  std::string recipient;
  std::string words;
};

// The address that a line begins with: `<anna@example.org>:`, `  anna@example.org`; "" if none.
std::string leading_address(std::string_view line) {
  line = trimmed(line);
  while (!line.empty() && std::string_view("<'\"").find(line[0]) != std::string_view::npos) {
    line.remove_prefix(1);
  }
  const auto word = line.substr(0, line.find_first_of(" \t>:'\"(,;"));
  if (word.find('@') == std::string_view::npos) return "";
  return normalised_email(word).value_or("");
}

bool is_recipient(const std::string& address, const std::vector<std::string>& ours) {
  const auto key = email_key(address);
  return !key.empty() && !is_daemon_name(key.substr(0, key.find('@'))) &&
         std::find(ours.begin(), ours.end(), key) == ours.end();
}

std::vector<section> sections_of(const std::vector<std::string_view>& lines,
                                 const std::vector<std::string>& ours) {
  std::vector<section> result;
  for (const auto line : lines) {
    const auto address = leading_address(line);
    const bool again = !result.empty() && result.back().recipient == address;
    if (is_recipient(address, ours) && !again) {
      if (result.size() >= most_reports) break;
      result.push_back({address, ""});
    }
    if (!result.empty()) add_words(result.back().words, line);
  }
  return result;
}

// From the line with the first code on; of a text without a code, all of it.
section whole(const std::vector<std::string_view>& lines, const std::vector<std::string>& ours) {
  section result;
  const auto first = std::find_if(lines.begin(), lines.end(),
                                  [](auto line) { return !verdict_in(trimmed(line)).empty(); });
  for (auto at = first == lines.end() ? lines.begin() : first; at != lines.end(); ++at) {
    add_words(result.words, *at);
  }
  for (const auto& address : addresses_in(result.words, most_reports)) {
    if (first != lines.end() && result.recipient.empty() && is_recipient(address, ours)) {
      result.recipient = address;
    }
  }
  return result;
}

bounce_report report_of(const section& about, bool delayed) {
  const auto found = verdict_in(about.words);
  bounce_report result;
  result.what = meaning(found, about.words);
  if (result.what == returned::nothing && says_unknown(about.words)) result.what = returned::hard;
  if (delayed) result.what = returned::soft;
  result.recipient = about.recipient;
  result.status = found.status;
  result.diagnostic = as_diagnostic(about.words);
  return result;
}

// Exim's header names all that failed, and the text may name others.
std::vector<section> of_failed(const fields& head, std::vector<section> named,
                               const section& rest) {
  std::vector<section> result;
  for (const auto value : head.all("x-failed-recipients")) {
    for (const auto& address : addresses_in(value, most_reports)) {
      if (result.size() >= most_reports) return result;
      const auto own = std::find_if(named.begin(), named.end(), [&](const section& s) {
        return email_key(s.recipient) == email_key(address);
      });
      result.push_back({address, own == named.end() ? rest.words : own->words});
    }
  }
  return result.empty() ? named : result;
}

}  // namespace

fields copied_header(std::string_view text) {
  while (!text.empty()) {
    if (!begins_copy(next_line(text))) continue;
    while (!text.empty() && trimmed(text.substr(0, text.find('\n'))).empty()) next_line(text);
    auto copy = text;
    const auto head = fields::take(copy);
    return head.has("message-id") ? head : fields();
  }
  return {};
}

std::string message_id_in_text(std::string_view text) {
  constexpr std::string_view name = "message-id:";
  while (!text.empty()) {
    auto line = next_line(text);
    line.remove_prefix(std::min(line.size(), line.find_first_not_of("> \t|")));
    if (lower_ascii(line.substr(0, name.size())) != name) continue;
    auto value = std::string(trimmed(line.substr(name.size())));
    if (value.empty()) value = std::string(trimmed(next_line(text)));  // folded
    if (auto id = message_id_in(value); !id.empty()) return id;
  }
  return "";
}

std::string as_diagnostic(std::string_view words) {
  return cut(as_evidence(trimmed(words)), 499);  // and its ellipsis
}

std::vector<bounce_report> read_text(const letter& of, const std::vector<std::string>& ours,
                                     bool has_original) {
  const auto lines = own_lines(of.text);
  std::string said;
  for (const auto line : lines) add_words(said, line);
  const auto lower = lower_ascii(said);
  const bool exim = of.head.has("x-failed-recipients");
  const bool certain = exim || is_from_daemon(of.head);
  const bool known = exim || has_any(lower, known_texts) ||
                     begins_with_any(decoded_lower(of.head.get("subject")), bounce_subjects);
  if (!known && !has_original) return {};
  const bool delayed = known && has_any(lower, delay_texts);
  const auto rest = whole(lines, ours);
  std::vector<bounce_report> reports;
  for (const auto& about : of_failed(of.head, sections_of(lines, ours), rest)) {
    reports.push_back(report_of(about, delayed));
  }
  const auto is_nothing = [](auto& report) { return report.what == returned::nothing; };
  if (std::all_of(reports.begin(), reports.end(), is_nothing)) {
    auto report = report_of(rest, delayed);
    if (reports.size() == 1 && report.recipient.empty()) {
      report.recipient = reports[0].recipient;
    }
    if (known && certain && is_nothing(report)) report.what = returned::soft;
    reports = {report};
  }
  reports.erase(std::remove_if(reports.begin(), reports.end(), is_nothing), reports.end());
  return reports;
}

}  // namespace zusage::mailer::reports
