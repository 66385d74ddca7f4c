// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/bounce.hpp"

#include <algorithm>

#include "base/email_address.hpp"
#include "base/text.hpp"
#include "mailer/bounce_parts.hpp"
#include "mailer/bounce_status.hpp"
#include "mailer/bounce_text.hpp"
#include "mailer/mime.hpp"

namespace zusage::mailer {
namespace {

using namespace reports;

constexpr std::size_t most_sent_to = 20;

std::vector<std::string> sent_to(const fields& head) {
  std::vector<std::string> result;
  for (const auto name : {"delivered-to", "x-original-to", "envelope-to", "to"}) {
    for (const auto value : head.all(name)) {
      for (const auto& address : addresses_in(value, most_sent_to)) {
        const auto key = email_key(address);
        if (std::find(result.begin(), result.end(), key) != result.end()) continue;
        result.push_back(key);
        if (result.size() >= most_sent_to) return result;
      }
    }
  }
  return result;
}

constexpr std::size_t most_senders = 4;

std::vector<std::string> original_senders(const letter& of, const fields& original) {
  std::string_view feedback = of.feedback;
  const auto report = fields::take(feedback);
  std::vector<std::string> result;
  for (const auto value : {report.get("original-mail-from"), original.get("return-path")}) {
    for (const auto& address : addresses_in(value, most_senders / 2))
      result.push_back(email_key(address));
  }
  return result;
}

// The value behind `rfc822;` or `smtp;` (RFC 3464 2.1.2); all of it where the type is missing.
std::string_view without_type(std::string_view value) {
  const auto semicolon = value.find(';');
  if (semicolon == std::string_view::npos || value.find_first_of(" @<") < semicolon) return value;
  return trimmed(value.substr(semicolon + 1));
}

// `\x{FC}` of the type utf-8 as the character itself (RFC 6533 3); what is not so stays.
std::string without_escapes(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto close = text.find('}');
    const bool escape =
        text.starts_with("\\x{") && close != std::string_view::npos && close > 3 && close <= 9;
    char32_t c = 0;
    for (const char digit : escape ? lower_ascii(text.substr(3, close - 3)) : std::string()) {
      const auto value = std::string_view("0123456789abcdef").find(digit);
      c = value == std::string_view::npos || c > 0x10ffff ? 0x110000 : c * 16 + char32_t(value);
    }
    if (escape && c >= 0x80 && c < 0x800) {
      result += {char(0xc0 | (c >> 6)), char(0x80 | (c & 0x3f))};
      text.remove_prefix(close + 1);
    } else {
      result += text[0];
      text.remove_prefix(1);
    }
  }
  return result;
}

std::string recipient_of(const fields& block) {
  for (const auto name : {"original-recipient", "final-recipient"}) {
    const auto found = addresses_in(without_escapes(without_type(block.get(name))), 1);
    if (!found.empty()) return found[0];
  }
  return "";
}

returned meaning_of(std::string_view action, const verdict& found, std::string_view words) {
  if (action == "delayed") return returned::soft;
  const auto what = meaning(found, words);
  return action == "failed" && what == returned::nothing ? returned::soft : what;
}

// RFC 3464 2.3: what is about one recipient.
bounce_report of_recipient(const fields& block) {
  const auto given = lower_ascii(block.get("action"));
  const auto action = std::string_view(given).substr(0, given.find_first_of(" \t(;"));
  if (action == "delivered" || action == "relayed" || action == "expanded") return {};
  const auto words = without_type(block.get("diagnostic-code"));
  auto found = verdict_in(words);
  const auto status = leading_status(block.get("status"));
  const bool general = status.empty() || status.substr(1) == ".0.0";
  if (!general || found.status.empty()) found.status = status;
  if (found.status.starts_with('2') && action != "failed") return {};
  bounce_report result;
  result.what = meaning_of(action, found, words);
  result.recipient = recipient_of(block);
  result.status = found.status;
  result.diagnostic = as_diagnostic(words);
  return result;
}

struct outcome_of_status {
  bool is_report = false;  // it has something about at least one recipient
  std::vector<bounce_report> reports;
};

outcome_of_status read_status(std::string_view text) {
  outcome_of_status result;
  while (!text.empty() && result.reports.size() < most_reports) {
    const auto block = fields::take(text);
    if (!block.has("action") && !block.has("final-recipient")) continue;
    result.is_report = true;
    auto report = of_recipient(block);
    if (report.what != returned::nothing) result.reports.push_back(std::move(report));
  }
  return result;
}

std::vector<bounce_report> read_feedback(std::string_view text) {
  const auto block = fields::take(text);
  const auto type = lower_ascii(block.get("feedback-type"));
  if (type != "abuse" && type != "fraud" && type != "unsubscribe" && !type.starts_with("opt-out")) {
    return {};
  }
  bounce_report complaint;
  complaint.what = returned::complaint;
  complaint.diagnostic = as_diagnostic(type);
  std::vector<bounce_report> result;
  for (const auto value : block.all("original-rcpt-to")) {
    if (result.size() >= most_reports) break;
    const auto found = addresses_in(value, 1);
    if (found.empty()) continue;
    complaint.recipient = found[0];
    result.push_back(complaint);
  }
  if (result.empty()) result.push_back(complaint);
  return result;
}

std::vector<bounce_report> read_reports(const letter& of, const std::vector<std::string>& ours,
                                        bool has_original) {
  const bool is_report = of.type.name == "multipart/report";
  if (is_report && of.type.report_type == "disposition-notification") return {};
  if (is_report && !of.feedback.empty()) return read_feedback(of.feedback);
  const bool from_server = is_from_server(of.head);
  if (!of.status.empty() && (is_report || from_server)) {
    auto found = read_status(of.status);
    if (found.is_report) return found.reports;
  }
  const bool of_bounces = is_report && of.type.report_type == "delivery-status";
  if ((!of_bounces && !from_server) || is_automatic_reply(of.head)) return {};
  return read_text(of, ours, has_original);
}

std::string message_id_of(const letter& of, const fields& original) {
  if (auto id = message_id_in(original.get("message-id")); !id.empty()) return id;
  if (auto id = message_id_in_text(of.text); !id.empty()) return id;
  if (auto id = message_id_in(of.head.get("in-reply-to")); !id.empty()) return id;
  const auto references = of.head.get("references");
  const auto last = references.rfind('<');
  return last == std::string_view::npos ? "" : message_id_in(references.substr(last));
}

}  // namespace

returned_mail read_returned(std::string_view bytes) {
  initialise_gmime();
  const auto of = take_apart(bytes);
  const auto original = of.original.empty() ? copied_header(of.text) : of.original;
  returned_mail result;
  result.sent_to = sent_to(of.head);
  result.original_senders = original_senders(of, original);
  const auto quoted_id = message_id_in_text(of.text);
  result.reports = read_reports(of, result.sent_to, !original.empty() || !quoted_id.empty());
  if (result.reports.empty()) return result;
  const auto id = message_id_of(of, original);
  const auto to = addresses_in(original.get("to"), 2);
  for (auto& report : result.reports) {
    report.message_id = id;
    if (report.recipient.empty() && to.size() == 1 && result.reports.size() == 1) {
      report.recipient = to[0];
    }
  }
  return result;
}

}  // namespace zusage::mailer
