// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file_parts.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

std::optional<indicator::kind> indicator_kind_from(std::string_view text) {
  if (text == "number") return indicator::kind::number;
  if (text == "choice") return indicator::kind::choice;
  return {};
}

void parse_options(object_reader& in, indicator& into) {
  unique_keys keys(in.wrong());
  in.list("options", presence::optional, file_limits::options,
          [&](const json& one, const std::string& place) {
            object_reader option(one, place, in.wrong());
            question_option parsed{option.key("key", presence::required),
                                   option.texts("label", presence::optional, {file_limits::label})};
            if (parsed.label.empty()) parsed.label["de"] = parsed.key;
            keys.add(parsed.key, place + ".key");
            into.options.push_back(std::move(parsed));
          });
}

void check_type(object_reader& in, const indicator& parsed) {
  const bool choice = parsed.type == indicator::kind::choice;
  if (choice && parsed.options.size() < 2) in.wrong().add(in.at("options"), "options_missing");
  if (!choice && !parsed.options.empty())
    in.wrong().add(in.at("options"), "indicator_options_not_expected");
  for (const char* key : {"min", "max", "unit"}) {
    if (choice && in.find(key, presence::optional))
      in.wrong().add(in.at(key), "indicator_needs_number");
  }
  if (parsed.least && parsed.most && *parsed.least > *parsed.most)
    in.wrong().add(in.at("min"), "minimum_above_maximum");
}

indicator parse_indicator(const json& from, const std::string& place, fault_list& wrong) {
  object_reader in(from, place, wrong);
  indicator parsed;
  parsed.key = in.key("key", presence::required);
  const auto type = in.word("type", presence::required, indicator_kind_from, "number, choice");
  parsed.type = type.value_or(indicator::kind::number);
  parsed.label = in.texts("label", presence::required, {file_limits::label});
  parsed.hint = in.texts("hint", presence::optional, {file_limits::summary, true});
  parsed.unit = in.texts("unit", presence::optional, {file_limits::key});
  parsed.least = in.integer("min", -file_limits::figure, file_limits::figure);
  parsed.most = in.integer("max", -file_limits::figure, file_limits::figure);
  parse_options(in, parsed);
  if (type) check_type(in, parsed);
  parsed.periods = in.text_list("periods", presence::required, file_limits::periods,
                                [&](const std::string& period, const std::string& at) {
                                  return checked_text(period, at, {file_limits::period}, wrong);
                                });
  const auto* periods = in.find("periods", presence::optional);
  if (periods && periods->is_array() && periods->empty()) wrong.add(in.at("periods"), "missing");
  return parsed;
}

std::optional<std::string> group_kind_from(std::string_view text) {
  if (text != "city" && text != "county") return {};
  return std::string(text);
}

std::string parse_group_kind(object_reader& in) {
  return in.word("kind", presence::optional, group_kind_from, "city, county").value_or("");
}

void parse_groups(object_reader& in, ring& into) {
  unique_keys keys(in.wrong()), titles(in.wrong());
  in.list("groups", presence::optional, file_limits::ring_groups,
          [&](const json& one, const std::string& place) {
            object_reader group(one, place, in.wrong());
            named_group parsed{group.key("key", presence::required),
                               group.text("title", presence::required, {file_limits::key}),
                               parse_group_kind(group)};
            keys.add(parsed.key, place + ".key");
            titles.add(parsed.title, place + ".title");
            into.groups.push_back(std::move(parsed));
          });
}

}  // namespace

void parse_ring_life(object_reader& in, ring& into) {
  into.group_size = in.integer("group_size", 2, file_limits::group).value_or(into.group_size);
  parse_groups(in, into);
  into.contact_purpose = in.text("contact_purpose", presence::optional, {file_limits::key});
  into.contact_phone_purpose =
      in.text("contact_phone_purpose", presence::optional, {file_limits::key});
  if (into.contact_purpose.empty() && !into.contact_phone_purpose.empty())
    in.wrong().add(in.at("contact_purpose"), "missing");
  unique_keys keys(in.wrong());
  in.list("indicators", presence::optional, file_limits::indicators,
          [&](const json& one, const std::string& place) {
            into.indicators.push_back(parse_indicator(one, place, in.wrong()));
            keys.add(into.indicators.back().key, place + ".key");
          });
}

}  // namespace zusage::events
