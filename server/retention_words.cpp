// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/retention_words.hpp"

#include <set>

#include "events/json_members.hpp"
#include "server/privacy_view.hpp"

namespace zusage::server {
namespace {

using events::member;
using events::text_member;
using nlohmann::json;

std::string named(const char* prefix, std::string_view name, const web::locale& in) {
  return in.text(prefix + std::string(name));
}

std::string party_words(const json& party) {
  std::string all;
  for (const auto* key : {"name", "street", "postal_code", "city", "postal", "phone", "email"}) {
    const auto value = text_member(party, key);
    if (value.empty()) continue;
    const bool same_line = std::string_view(key) == "city" && !all.empty() &&
                           !text_member(party, "postal_code").empty();
    all += (all.empty() ? "" : same_line ? " " : ", ") + value;
  }
  return all;
}

json entry_of(const events::retention_rule& rule, const web::locale& in) {
  return {{"key", rule.key},
          {"what", rule_words(rule, ".what", in)},
          {"people", named("retention.people.", to_text(rule.about), in)},
          {"purpose", rule_words(rule, ".why", in)},
          {"legal_basis", named("retention.basis.", to_text(rule.basis), in)},
          {"stored_in", rule.tables},
          {"period", period_words(rule, in)},
          {"counted_from", named("retention.from.", to_text(rule.from), in)},
          {"erased_by", rule_words(rule, ".how", in)},
          {"looked_for", named("retention.pace.", to_text(rule.pace), in)}};
}

json recipients_of(const schema::reader& db, std::int64_t organiser_id, const web::locale& in) {
  auto all = json::array({in.text("duty.privacy.operator")});
  std::set<std::string> named_ones;
  db.each<std::string>(
      "SELECT recipients FROM purpose WHERE organiser_id = :1 ORDER BY key",
      [&](const std::string& stored) {
        for (const auto& one : events::from_stored(stored)) {
          if (one.is_string()) named_ones.insert(one.get<std::string>());
        }
      },
      organiser_id);
  for (const auto& one : named_ones) {
    all.push_back(one + ", " + in.text("retention.only_by_consent"));
  }
  return all;
}

}  // namespace

std::string rule_words(const events::retention_rule& rule, std::string_view part,
                       const web::locale& in) {
  return named("retention.rule.", std::string(rule.key) + std::string(part), in);
}

std::string period_words(const events::retention_rule& rule, const web::locale& in) {
  // Days are what is counted; nobody thinks of two years as 731 of them.
  constexpr std::int64_t year = 365, half_year = 183;
  if (rule.unit == events::retention_unit::days) {
    const auto years = rule.amount / year;
    if (years > 0 && rule.amount % year <= years) {
      return in.text("retention.period_years", {{"years", years}, {"count", rule.amount}});
    }
    if (rule.amount == half_year) return in.text("retention.period_half", {{"count", rule.amount}});
  }
  return in.text("retention.period." + std::string(to_text(rule.unit)), {{"count", rule.amount}});
}

nlohmann::json processing_register(const schema::reader& db, const events::organiser_pages& whose,
                                   const web::locale& in) {
  auto entries = json::array();
  for (const auto& rule : events::retention_rules()) entries.push_back(entry_of(rule, in));
  return {{"format", "zusage-register-1"},
          {"organiser", whose.by.key},
          {"language", in.language()},
          {"controller", party_words(controller_of(whose, in.language()))},
          {"data_protection_officer",
           party_words(member(whose.page("privacy"), "data_protection_officer"))},
          {"entries", std::move(entries)},
          {"recipients", recipients_of(db, whose.by.id, in)},
          {"third_countries", in.text("retention.third_countries")},
          {"security", in.text("retention.security")}};
}

}  // namespace zusage::server
