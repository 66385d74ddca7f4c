// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/sql.hpp"

/// The official directory of municipalities and counties. Without it (`zusage import
/// municipalities`) nothing is found, and what people type stays free text.
namespace zusage::events {

enum class municipality_kind { municipality, district_free_city, county };
std::string_view to_text(municipality_kind k);
std::optional<municipality_kind> municipality_kind_from(std::string_view text);

struct municipality {
  std::string ags;    ///< 8 digits; a county's 5
  std::string name;   ///< `Hemer`, `Kreis Olpe`
  std::string title;  ///< `Stadt`, `Markt`, …, or empty
  municipality_kind kind = municipality_kind::municipality;
  std::string district_ags, district, state;
  std::int64_t population = 0;
  std::string postal_code;                                    ///< of the seat
  std::optional<std::int64_t> latitude = {}, longitude = {};  ///< millionths of a degree, WGS84
};

/// Keys that begin like this are nobody's (Thuringia has no such county): those of the made-up
/// municipalities of the demonstration, which make no directory.
inline constexpr std::string_view made_up_ags = "16999";

bool has_directory(const schema::reader& db);

/// A word that changes with every import; "" without a directory, and for one that came by no
/// import.
std::string directory_edition(const schema::reader& db);

/// All of the directory, in no order.
std::vector<municipality> list_directory(const schema::reader& db);

std::optional<municipality> find_municipality(const schema::reader& db, std::string_view ags);

/// By what names are compared: folded, without a leading `Stadt`, `Gemeinde`, …
std::string municipality_name_key(std::string_view name);

/// Puts the directory in place of the one that was there. Made-up municipalities stay.
void replace_directory(schema::transaction& tx, const std::vector<municipality>& all);

/// Adds those of the demonstration, in no directory.
void add_made_up(schema::transaction& tx, const std::vector<municipality>& all);

}  // namespace zusage::events
