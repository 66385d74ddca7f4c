// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "events/organiser_pages.hpp"
#include "server/handler.hpp"
#include "server/services.hpp"

/// The duty pages of organisers, and what they have in common. `?organiser=KEY` says whose; without
/// it the only organiser's, or a list of all.
namespace zusage::server {

// duty_pages.cpp, accessibility_page.cpp, privacy_page.cpp
response show_imprint(const request&, const schema::reader&, services&);
response show_plain_language(const request&, const schema::reader&, services&);
response show_accessibility(const request&, const schema::reader&, services&);
response show_privacy(const request&, const schema::reader&, services&);

// barrier_page.cpp
response show_barrier(const request&, const schema::reader&, services&);
decision post_barrier(const request&, const schema::reader&, services&);
response show_barrier_reported(const request&, const schema::reader&, services&);

/// A part of a duty page with a heading of its own, as web/templates/duty.html shows it. What is
/// empty is left out.
class duty_section {
 public:
  explicit duty_section(std::string heading);

  /// A paragraph; `language` where it is another than the page's.
  duty_section& say(const std::string& text, const std::string& language = {});
  /// A line of a list of terms; as a link when it has an address.
  duty_section& fact(const std::string& term, const std::string& value,
                     const std::string& url = {});
  duty_section& item(const std::string& text, const std::string& note = {},
                     const std::string& language = {});
  duty_section& link(const std::string& text, const std::string& url);
  /// Markdown by language.
  duty_section& prose(const nlohmann::json& texts, const web::locale& in);

  bool is_empty() const { return !any_; }
  nlohmann::json take() { return std::move(made_); }

 private:
  nlohmann::json made_;
  bool any_ = false;
};

/// Name, address, telephone and e-mail of somebody as the event file gives them.
void add_party(duty_section& to, const nlohmann::json& party, const web::locale& in);

/// Whose duty page is asked for.
struct asked_organiser {
  std::optional<events::organiser_pages> one;  ///< nothing: there are several, or none
  bool unknown = false;                        ///< the key is nobody's
};
asked_organiser asked_for(const request& of, const schema::reader& db);

/// The page of one organiser: `key` is its title's text, which has {organiser}.
response duty_page(const request& of, services& with, const events::organiser_pages& whose,
                   std::string_view key, nlohmann::json sections);

/// Links to everybody's page at this path.
response everybodys_page(const request& of, const schema::reader& db, services& with,
                         std::string_view key);

}  // namespace zusage::server
