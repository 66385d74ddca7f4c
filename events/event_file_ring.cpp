// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/event_file_parts.hpp"
#include "events/ring.hpp"

namespace zusage::events {
namespace {

using nlohmann::json;

constexpr std::int64_t most_inhabitants = 100'000'000;

std::optional<std::int64_t> parse_limit(const json& one, const std::string& place,
                                        std::int64_t above, fault_list& wrong) {
  if (!one.is_number_integer()) {
    wrong.add(place, "wrong_type", {{"expected", "a whole number"}});
    return {};
  }
  const auto limit = one.get<std::int64_t>();
  if (limit < 1 || limit > most_inhabitants) {
    wrong.add(place, "out_of_range", {{"least", 1}, {"most", most_inhabitants}});
    return {};
  }
  if (limit <= above) wrong.add(place, "limit_not_ascending");
  return limit;
}

std::vector<std::int64_t> parse_limits(object_reader& in) {
  std::vector<std::int64_t> limits;
  in.list("class_limits", presence::optional, file_limits::class_limits,
          [&](const json& one, const std::string& place) {
            const auto above = limits.empty() ? 0 : limits.back();
            const auto limit = parse_limit(one, place, above, in.wrong());
            if (limit) limits.push_back(*limit);
          });
  return limits;
}

void parse_fee(object_reader& in, ring& into) {
  const auto* fee = in.find("fee", presence::optional);
  if (!fee) return;
  object_reader of_fee(*fee, in.at("fee"), in.wrong());
  into.fee = ring_fee{of_fee.texts("text", presence::required, {file_limits::summary})};
}

}  // namespace

void parse_ring(object_reader& from, event& into) {
  const auto* given = from.find("ring", presence::optional);
  const bool is_ring = into.kind == kind::comparison_ring;
  if (given && !is_ring) from.wrong().add(from.at("ring"), "ring_not_expected");
  if (!is_ring) return;
  auto made = std::make_shared<ring>();
  if (given) {
    object_reader in(*given, from.at("ring"), from.wrong());
    made->class_limits = parse_limits(in);
    parse_fee(in, *made);
    made->delegates = in.integer("delegates", 0, file_limits::ring_people).value_or(1);
    made->substitutes = in.integer("substitutes", 0, file_limits::ring_people).value_or(1);
    parse_ring_life(in, *made);
  }
  into.ring = std::move(made);
}

}  // namespace zusage::events
