// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/calendar_filter.hpp"

/// The calendar's filters in words.
namespace zusage::server {

/// One filter that is set and could be read.
struct active_filter {
  std::string name;          ///< as in the address
  std::string label, value;  ///< `Art`, `Konferenz`
};

/// What a filter is called, by its name in the address.
std::string filter_label(const std::string& name, const web::locale& in);

/// In the order of the form.
std::vector<active_filter> active_filters(const request& of, const schema::reader& db,
                                          const events::calendar_filter& by);

/// `Veranstaltungen (Art: Konferenz, Land: Sachsen)`: what a feed, a frame or a page is called.
std::string calendar_name(const web::locale& in, const std::vector<active_filter>& active);

/// The name of a federal state by its code.
std::string state_words(std::string_view code, const web::locale& in);

/// What an organiser is called; "" for a key that nobody has.
std::string organiser_words(const schema::reader& db, std::string_view key, const web::locale& in);

}  // namespace zusage::server
