// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/admin_consent_import_view.hpp"

#include <algorithm>
#include <array>

namespace zusage::server {
namespace {

using nlohmann::json;
using lines = std::vector<std::size_t>;

// `Zeilen 3, 7 und 2 weitere`; "" for none.
std::string lines_in_words(const lines& named, std::int64_t all, const web::locale& in) {
  const auto shown = std::min(named.size(), events::most_lines_named);
  if (shown == 0) return {};
  std::string list;
  for (std::size_t i = 0; i < shown; ++i) list += (i == 0 ? "" : ", ") + std::to_string(named[i]);
  const auto more = all - std::int64_t(shown);
  if (more > 0) list += " " + in.text("admin.upload.more", {{"count", more}});
  return in.text("import_consents.rows", {{"count", all}, {"lines", list}});
}

void add_count(json& facts, const char* name, std::int64_t count, const lines& named,
               const web::locale& in) {
  if (count == 0) return;
  const auto where = lines_in_words(named, count, in);
  facts.push_back({{"label", in.text("import_consents.fact." + std::string(name))},
                   {"value", in.number(count) + (where.empty() ? "" : " (" + where + ")")}});
}

void add_hint(json& hints, const std::string& label, const lines& named, const web::locale& in) {
  if (named.empty()) return;
  hints.push_back(
      {{"label", label}, {"value", lines_in_words(named, std::int64_t(named.size()), in)}});
}

}  // namespace

nlohmann::json import_facts(const events::import_counts& counts, const web::locale& in) {
  using consent::imported;
  using kind = std::pair<const char*, imported>;
  static constexpr auto kinds = std::to_array<kind>({{"given", imported::given},
                                                     {"asked", imported::asked},
                                                     {"stands", imported::stands},
                                                     {"waits", imported::waits},
                                                     {"asked_before", imported::asked_before},
                                                     {"withdrawn", imported::withdrawn},
                                                     {"too_old", imported::too_old},
                                                     {"purpose_over", imported::purpose_over},
                                                     {"damaged", imported::damaged}});
  auto facts = json::array();
  for (const auto& [name, what] : kinds) {
    const auto named = counts.lines.find(what);
    add_count(facts, name, counts.of(what), named == counts.lines.end() ? lines{} : named->second,
              in);
  }
  return facts;
}

nlohmann::json revocation_facts(const events::revocation_counts& counts, const web::locale& in) {
  auto facts = json::array();
  add_count(facts, "ended", counts.ended, {}, in);
  add_count(facts, "already", counts.already, counts.already_lines, in);
  add_count(facts, "suppressed", counts.suppressed, {}, in);
  add_count(facts, "damaged", counts.damaged, counts.damaged_lines, in);
  return facts;
}

nlohmann::json second_looks(const events::consent_list& list,
                            const std::vector<std::string>& languages, instant now,
                            const web::locale& in) {
  const auto odd = events::find_odd_lines(list, languages, now);
  auto hints = json::array();
  add_hint(hints, in.text("import_consents.hint_language"), odd.language, in);
  add_hint(hints, in.text("import_consents.hint_old"), odd.long_ago, in);
  return hints;
}

}  // namespace zusage::server
